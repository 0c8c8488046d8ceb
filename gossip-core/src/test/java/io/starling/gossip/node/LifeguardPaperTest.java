package io.starling.gossip.node;

import static io.starling.gossip.Fixtures.alive;
import static io.starling.gossip.Fixtures.endpoint;
import static io.starling.gossip.Fixtures.id;
import static io.starling.gossip.Fixtures.suspect;
import static io.starling.gossip.model.Status.ALIVE;
import static io.starling.gossip.model.Status.DEAD;
import static io.starling.gossip.model.Status.SUSPECT;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Claim;
import io.starling.gossip.model.Message;
import io.starling.gossip.runtime.Counter;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/// What "Lifeguard" (Dadgar, Phillips, Currey 2018) says of the messages between members. The rules
/// that need none are in the test of the same name beside the class that has them.
class LifeguardPaperTest {
    private static final GossipConfig LAN = GossipConfig.LAN;
    private static final GossipConfig PLAIN = LAN.withoutLifeguard();
    private static final Duration INTERVAL = LAN.probing().interval();
    private static final Duration TIMEOUT = LAN.probing().timeout();
    private static final Duration NACK = TIMEOUT.multipliedBy(4).dividedBy(5);

    /// §IV-A: a probe that an ack answers, directly or through a helper, lowers the multiplier by
    /// one.
    @Test
    void aProbeThatIsAnsweredLowersTheMultiplier() {
        var rig = new Rig(LAN, 4);
        distrust(rig, 2);
        ack(rig, rig.awaitPing());
        assertThat(health(rig)).isEqualTo(1);
        var indirect = rig.awaitPing();
        rig.advance(TIMEOUT.multipliedBy(2));
        rig.hear(4, new Message.Ack(indirect.sequence(), List.of()));
        assertThat(health(rig)).isZero();
    }

    /// §IV-A: a failed probe raises the multiplier by one. Here only where no helper could have
    /// said that it is the member that is silent; see the departures in docs/protocol.md.
    @Test
    void aProbeThatFailsWithoutHelpersRaisesTheMultiplierByOne() {
        var rig = new Rig(LAN, 1);
        rig.awaitPing();
        rig.advance(INTERVAL);
        assertThat(health(rig)).isEqualTo(1);
    }

    /// §IV-A: a missed nack raises the multiplier by one; nacks that come say that the fault is the
    /// member's.
    @Test
    void everyNackThatIsMissedRaisesTheMultiplierByOne() {
        var rig = new Rig(LAN, 5);
        var ping = rig.awaitPing();
        rig.advance(TIMEOUT);
        rig.hear(5, new Message.Nack(ping.sequence()));
        rig.advance(INTERVAL.minus(TIMEOUT));
        assertThat(rig.status(numberOf(ping))).isEqualTo(SUSPECT);
        assertThat(health(rig)).isEqualTo(2);

        var hearing = new Rig(LAN, 5);
        var other = hearing.awaitPing();
        hearing.advance(TIMEOUT);
        for (int helper = 0; helper < 3; helper++) {
            hearing.hear(5, new Message.Nack(other.sequence()));
        }
        hearing.advance(INTERVAL.minus(TIMEOUT));
        assertThat(hearing.status(numberOf(other))).isEqualTo(SUSPECT);
        assertThat(health(hearing)).isZero();
    }

    /// §IV-A: refuting a suspicion of itself raises a node's multiplier by one.
    @Test
    void refutingRaisesTheMultiplier() {
        var rig = new Rig(LAN, 3);
        distrust(rig, 1);
        assertThat(health(rig)).isEqualTo(1);
    }

    /// §IV-A: interval and timeout of probes are the base values times the multiplier plus one.
    @Test
    void intervalAndTimeoutOfProbesStretchWithTheMultiplier() {
        var rig = new Rig(LAN, 4);
        distrust(rig, 2);
        rig.awaitPing();
        rig.advance(TIMEOUT.multipliedBy(3).minusMillis(2));
        assertThat(rig.sent(Message.PingRequest.class)).isEmpty();
        rig.advance(Duration.ofMillis(2));
        assertThat(rig.sent(Message.PingRequest.class)).isNotEmpty();
        rig.world.sent.clear();
        rig.advance(INTERVAL.multipliedBy(3).minus(TIMEOUT.multipliedBy(3)).minusMillis(3));
        assertThat(rig.sent(Message.Ping.class)).as("before its time").isEmpty();
        rig.advance(Duration.ofMillis(3));
        assertThat(rig.sent(Message.Ping.class)).hasSize(1);
    }

    /// §IV-A: a helper that has no ack after 80 % of the probe timeout says so with a nack.
    @Test
    void aHelperNacksAfterFourFifthsOfTheTimeoutAndPassesOnALateAck() {
        var rig = new Rig(LAN, 3);
        rig.hear(1, new Message.PingRequest(99, id(2), endpoint(2)));
        var relayed = (Message.Ping) rig.sentTo(endpoint(2)).getFirst();
        rig.advance(NACK.minusMillis(1));
        assertThat(rig.sent(Message.Nack.class)).isEmpty();
        rig.advance(Duration.ofMillis(1));
        assertThat(rig.sentTo(endpoint(1))).contains(new Message.Nack(99));
        rig.hear(2, new Message.Ack(relayed.sequence(), List.of()));
        assertThat(rig.sentTo(endpoint(1))).contains(new Message.Ack(99, List.of()));
    }

    /// §IV-A: there is no nack from a helper that the target answered in time.
    @Test
    void aHelperWhoseTargetAnswersDoesNotNack() {
        var rig = new Rig(LAN, 3);
        rig.hear(1, new Message.PingRequest(99, id(2), endpoint(2)));
        var relayed = (Message.Ping) rig.sentTo(endpoint(2)).getFirst();
        rig.hear(2, new Message.Ack(relayed.sequence(), List.of()));
        rig.advance(INTERVAL);
        assertThat(rig.sent(Message.Nack.class)).isEmpty();
    }

    /// §IV-B: the wait for a refutation starts at its maximum, and falls to its minimum when K
    /// members have confirmed the suspicion independently.
    @Test
    void confirmationsShortenTheWait() {
        var rig = new Rig(LAN, 6);
        rig.hear(2, suspect(1, 0, 2));
        rig.hear(3, suspect(1, 0, 3));
        rig.hear(4, suspect(1, 0, 4));
        rig.advance(Duration.ofMillis(4_001));
        assertThat(rig.status(1)).isEqualTo(DEAD);

        var lonely = new Rig(LAN, 6);
        lonely.hear(2, suspect(1, 0, 2));
        lonely.advance(Duration.ofMillis(4_001));
        assertThat(lonely.status(1)).isEqualTo(SUSPECT);
        lonely.advance(Duration.ofSeconds(20));
        assertThat(lonely.status(1)).isEqualTo(DEAD);
    }

    /// §IV-B: the first K independent suspicions of a member are passed on, unlike in SWIM, where
    /// only the first is; others are not.
    @Test
    void upToKIndependentSuspicionsArePassedOn() {
        var rig = new Rig(LAN, 8);
        for (int accuser = 2; accuser <= 6; accuser++) {
            rig.hear(accuser, suspect(1, 0, accuser));
            rig.hear(accuser, suspect(1, 0, accuser));
            rig.advance(LAN.gossiping().interval());
        }
        int wanted = LAN.suspecting().multiplier() - 2;
        // What the node finds out itself, by a probe in the meantime, it does not pass on.
        var others =
                rig.sent(Claim.Suspect.class).stream()
                        .map(Claim.Suspect::accuser)
                        .filter(accuser -> !accuser.equals(rig.self()))
                        .distinct();
        assertThat(others).containsExactly(id(2), id(3), id(4)).hasSize(1 + wanted);
    }

    /// §IV-C: whoever probes a suspect tells it so with the ping itself, so that it refutes at the
    /// first opportunity.
    @Test
    void aSuspectIsToldSoWithThePingThatProbesIt() {
        var rig = new Rig(LAN, 1);
        rig.hear(1, suspect(1, 0, 2));
        rig.settle();
        rig.awaitPing();
        var mine = new Claim.Suspect(id(1), alive(1, 0).incarnation(), rig.self());
        assertThat(rig.sentTogether(Message.Ping.class)).contains(mine);
    }

    @Test
    void withoutLifeguardPeriodAndTimeoutAreWhatTheyAreConfiguredToBe() {
        var rig = new Rig(PLAIN, 4);
        distrust(rig, 5);
        assertThat(health(rig)).isZero();
        rig.awaitPing();
        rig.advance(TIMEOUT);
        assertThat(rig.sent(Message.PingRequest.class)).hasSize(3);
    }

    @Test
    void withoutLifeguardAHelperKeepsSilentWhenItsTargetDoes() {
        var rig = new Rig(PLAIN, 3);
        rig.hear(1, new Message.PingRequest(99, id(2), endpoint(2)));
        rig.advance(INTERVAL.multipliedBy(2));
        assertThat(rig.sent(Message.Nack.class)).isEmpty();
    }

    /// The rules are independent: local health without nacks counts failed probes.
    @Test
    void withoutNacksAFailedProbeRaisesTheMultiplierByOneThoughHelpersWereAsked() {
        var probing = LAN.probing();
        var rig =
                new Rig(
                        LAN.with(
                                new GossipConfig.Probing(
                                        probing.interval(),
                                        probing.timeout(),
                                        probing.indirect(),
                                        probing.healthMax(),
                                        new GossipConfig.Lifeguard(false, true, true))),
                        5);
        rig.awaitPing();
        rig.advance(INTERVAL);
        assertThat(health(rig)).isEqualTo(1);
    }

    @Test
    void withoutLifeguardTheWaitIsFixedAndConfirmationsAreNotPassedOn() {
        var rig = new Rig(PLAIN, 8);
        for (int accuser = 2; accuser <= 4; accuser++) {
            rig.hear(accuser, suspect(1, 0, accuser));
        }
        rig.advance(Duration.ofSeconds(4).minusNanos(1));
        assertThat(rig.status(1)).isEqualTo(SUSPECT);
        rig.advance(Duration.ofNanos(1));
        assertThat(rig.status(1)).isEqualTo(DEAD);
        assertThat(rig.sent(Claim.Suspect.class))
                .filteredOn(claim -> claim.subject().equals(id(1)))
                .extracting(Claim.Suspect::accuser)
                .containsOnly(id(2));
    }

    @Test
    void withoutLifeguardNobodyIsToldOfDoubtsAboutItself() {
        var rig = new Rig(PLAIN, 1);
        rig.hear(1, suspect(1, 0, 2));
        rig.advance(LAN.gossiping().interval().multipliedBy(8));
        rig.settle();
        rig.hear(1, new Message.Ping(7, rig.self(), id(1)));
        assertThat(rig.sent(Message.Ack.class)).hasSize(1);
        assertThat(rig.sent(Claim.Suspect.class)).isEmpty();
        rig.awaitPing();
        assertThat(rig.sent(Claim.Suspect.class)).isEmpty();
    }

    @Test
    void withoutLifeguardAPauseOfTheOwnProcessPutsOffNoVerdict() {
        var rig = new Rig(PLAIN, 3);
        var ping = rig.awaitPing();
        rig.world.pause(Duration.ofSeconds(30));
        rig.advance(Duration.ofMillis(1));
        assertThat(rig.status(numberOf(ping))).isNotEqualTo(ALIVE);
        assertThat(rig.world.count(Counter.SUSPICIONS)).isPositive();
    }

    /// Has the node refute, which makes it distrust itself by so much.
    private static void distrust(Rig rig, int times) {
        for (int i = 0; i < times; i++) {
            rig.hear(1, new Claim.Suspect(rig.self(), rig.node.self().incarnation(), id(1)));
        }
    }

    private static int health(Rig rig) {
        var stats = rig.node.stats();
        rig.advance(Duration.ZERO);
        return stats.join().localHealth();
    }

    private static void ack(Rig rig, Message.Ping ping) {
        rig.hear(numberOf(ping), new Message.Ack(ping.sequence(), List.of()));
    }

    private static int numberOf(Message.Ping ping) {
        return (int) ping.target().low();
    }
}
