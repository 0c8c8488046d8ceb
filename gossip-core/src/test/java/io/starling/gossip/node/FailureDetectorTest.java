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
import io.starling.gossip.model.Exchange;
import io.starling.gossip.model.Message;
import io.starling.gossip.runtime.Counter;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;

class FailureDetectorTest {
    private static final Duration INTERVAL = GossipConfig.LAN.probing().interval();
    private static final Duration TIMEOUT = GossipConfig.LAN.probing().timeout();

    /// SWIM §3.1: in each protocol period one member is pinged.
    @Test
    void probesOneMemberAPeriodAndEveryoneOnceARound() {
        var rig = new Rig(GossipConfig.LAN, 4);
        var probed = new HashSet<>();
        for (int period = 0; period < 4; period++) {
            var ping = rig.awaitPing();
            probed.add(ping.target());
            ack(rig, ping);
        }
        assertThat(probed).containsExactlyInAnyOrder(id(1), id(2), id(3), id(4));
        assertThat(rig.world.count(Counter.PROBES_FAILED)).isZero();
    }

    /// SWIM §3.1: without an ack in time, k helpers are asked to ping the member.
    @Test
    void asksHelpersWhenTheAckIsLateAndIsSatisfiedByTheirAck() {
        var rig = new Rig(GossipConfig.LAN, 5);
        var ping = rig.awaitPing();
        rig.advance(TIMEOUT.minusMillis(2));
        assertThat(rig.sent(Message.PingRequest.class)).isEmpty();
        rig.advance(Duration.ofMillis(2));
        var requests = rig.sent(Message.PingRequest.class);
        assertThat(requests).hasSize(3).allMatch(request -> request.target().equals(ping.target()));
        assertThat(rig.targetsOf(Message.PingRequest.class)).doesNotContain(endpointOf(ping));
        rig.hear(5, new Message.Ack(requests.getFirst().sequence(), List.of()));
        rig.advance(TIMEOUT);
        assertThat(rig.status(numberOf(ping))).isEqualTo(ALIVE);
    }

    @Test
    void suspectsAMemberThatNeitherAcksNorIsReachedThroughHelpers() {
        var rig = new Rig(GossipConfig.LAN, 3);
        var ping = rig.awaitPing();
        rig.advance(INTERVAL);
        assertThat(rig.status(numberOf(ping))).isEqualTo(SUSPECT);
        rig.advance(Duration.ofMillis(1));
        assertThat(rig.sent(Claim.Suspect.class))
                .contains(new Claim.Suspect(ping.target(), alive(1, 0).incarnation(), rig.self()));
    }

    @Test
    void anAckAfterTheVerdictIsCountedAndChangesNothing() {
        var rig = new Rig(GossipConfig.LAN, 3);
        var ping = rig.awaitPing();
        rig.advance(INTERVAL);
        rig.hear(numberOf(ping), new Message.Ack(ping.sequence(), List.of()));
        assertThat(rig.status(numberOf(ping))).isEqualTo(SUSPECT);
        assertThat(rig.world.count(Counter.ACKS_LATE)).isEqualTo(1);
    }

    /// When only datagrams are lost, a stream still says that the member lives.
    @Test
    void aMemberThatAnswersOverAStreamIsNotSuspected() {
        var rig = new Rig(GossipConfig.LAN, 2);
        var ping = rig.awaitPing();
        rig.advance(TIMEOUT);
        var begun = rig.world.begun.getLast();
        assertThat(begun.target()).isEqualTo(endpointOf(ping));
        assertThat(rig.exchange(begun.request())).isEqualTo(new Exchange.StreamPing(ping.target()));
        rig.answer(begun, new Exchange.StreamAck());
        rig.advance(INTERVAL);
        assertThat(rig.status(numberOf(ping))).isEqualTo(ALIVE);
        assertThat(rig.world.count(Counter.PROBES_STREAM_ONLY)).isEqualTo(1);
    }

    /// SWIM §4.2: a suspect is declared dead after its time.
    @Test
    void aSuspectIsDeclaredDeadAfterItsTimeAndNotBefore() {
        var rig = new Rig(GossipConfig.LAN.with(new GossipConfig.Suspecting(4, 1)), 3);
        rig.hear(2, suspect(1, 0, 2));
        rig.advance(Duration.ofSeconds(4).minusNanos(1));
        assertThat(rig.status(1)).isEqualTo(SUSPECT);
        rig.advance(Duration.ofNanos(1));
        assertThat(rig.status(1)).isEqualTo(DEAD);
    }

    /// SWIM §4.2: an alive claim with a higher incarnation ends the suspicion.
    @Test
    void aRefutationInTimeSavesTheSuspect() {
        var rig = new Rig(GossipConfig.LAN, 3);
        rig.hear(2, suspect(1, 0, 2));
        rig.hear(1, alive(1, 1));
        assertThat(rig.status(1)).isEqualTo(ALIVE);
        rig.advance(Duration.ofMillis(200));
        assertThat(rig.status(1)).isEqualTo(ALIVE);
    }

    /// SWIM §4.2: only the accused raises its incarnation, above the accusation.
    @Test
    void refutesASuspicionOfItself() {
        var rig = new Rig(GossipConfig.LAN, 3);
        var mine = rig.node.self().incarnation();
        rig.hear(1, new Claim.Suspect(rig.self(), mine, id(1)));
        rig.advance(Duration.ofMillis(20));
        assertThat(rig.node.self().incarnation()).isEqualTo(mine.next());
        assertThat(rig.sent(Claim.Alive.class))
                .anyMatch(
                        claim ->
                                claim.subject().equals(rig.self())
                                        && claim.incarnation().equals(mine.next()));
    }

    @Test
    void answersAPingForItselfAndKeepsSilentToOneForAFormerTenant() {
        var rig = new Rig(GossipConfig.LAN, 2);
        rig.hear(1, new Message.Ping(77, rig.self(), id(1)));
        assertThat(rig.sentTo(endpoint(1))).contains(new Message.Ack(77, List.of()));
        rig.settle();
        rig.hear(1, new Message.Ping(78, id(9), id(1)));
        assertThat(rig.sent(Message.Ack.class)).isEmpty();
        assertThat(rig.world.count(Counter.PINGS_MISDIRECTED)).isEqualTo(1);
    }

    /// A process that was stopped and goes on hears at its first ping that it was given up.
    @Test
    void tellsAPingerThatItIsInDoubt() {
        var rig = new Rig(GossipConfig.LAN, 3);
        rig.hear(2, suspect(1, 0, 2));
        rig.settle();
        rig.hear(1, new Message.Ping(5, rig.self(), id(1)));
        assertThat(rig.sentTo(endpoint(1)))
                .anyMatch(
                        part ->
                                part instanceof Claim.Suspect claim
                                        && claim.subject().equals(id(1)));
    }

    @Test
    void refusesMoreRelaysThanItsBound() {
        var rig = new Rig(GossipConfig.LAN, 3);
        for (int i = 0; i < 300; i++) {
            rig.hear(1, new Message.PingRequest(i, id(2), endpoint(2)));
        }
        assertThat(rig.world.count(Counter.RELAYS)).isEqualTo(256);
        assertThat(rig.world.count(Counter.RELAYS_REFUSED)).isEqualTo(44);
        rig.advance(INTERVAL.multipliedBy(2));
        rig.hear(1, new Message.PingRequest(1_000, id(2), endpoint(2)));
        assertThat(rig.world.count(Counter.RELAYS)).isEqualTo(257);
    }

    /// A process that stood still does not judge others by its own pause.
    @Test
    void aPauseOfItsOwnAccusesNobody() {
        var rig = new Rig(GossipConfig.LAN, 3);
        var ping = rig.awaitPing();
        rig.world.pause(Duration.ofSeconds(30));
        rig.advance(Duration.ofMillis(1));
        rig.sent(Message.Ping.class).forEach(sent -> ack(rig, sent));
        rig.advance(INTERVAL);
        assertThat(rig.status(numberOf(ping))).isEqualTo(ALIVE);
        assertThat(rig.world.count(Counter.SUSPICIONS)).isZero();
    }

    @Test
    void aPausePutsOffTheVerdictOnASuspectSoThatItsRefutationIsRead() {
        var rig = new Rig(GossipConfig.LAN.with(new GossipConfig.Suspecting(4, 1)), 3);
        rig.hear(2, suspect(1, 0, 2));
        rig.world.pause(Duration.ofSeconds(30));
        rig.advance(Duration.ofMillis(1));
        assertThat(rig.status(1)).isEqualTo(SUSPECT);
        rig.hear(1, alive(1, 1));
        rig.advance(Duration.ofMillis(500));
        assertThat(rig.status(1)).isEqualTo(ALIVE);
    }

    private static void ack(Rig rig, Message.Ping ping) {
        rig.hear(numberOf(ping), new Message.Ack(ping.sequence(), List.of()));
    }

    private static int numberOf(Message.Ping ping) {
        return (int) ping.target().low();
    }

    private static io.starling.gossip.model.Endpoint endpointOf(Message.Ping ping) {
        return endpoint(numberOf(ping));
    }
}
