package io.starling.gossip.node;

import static io.starling.gossip.Fixtures.alive;
import static io.starling.gossip.Fixtures.dead;
import static io.starling.gossip.Fixtures.endpoint;
import static io.starling.gossip.Fixtures.id;
import static io.starling.gossip.Fixtures.left;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Claim;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.Part;
import io.starling.gossip.model.Status;
import io.starling.gossip.runtime.Counter;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/// How the gone are looked for.
class LastCallsTest {
    private static final Duration WINDOW = GossipConfig.LAN.antiEntropy().interval();

    /// The node is alone with the dead, so every call of the cluster is its.
    private final Rig rig = new Rig(GossipConfig.LAN, 1);

    @Test
    void oneThatFailedLatelyIsToldSoAndAsked() {
        rig.hear(1, dead(1, 0, 9));
        rig.settle();
        rig.advance(Duration.ofSeconds(3));
        assertThat(pings()).hasSizeBetween(2, 4);
        assertThat(rig.sentTo(endpoint(1)))
                .filteredOn(Claim.Dead.class::isInstance)
                .contains(new Claim.Dead(id(1), alive(1, 0).incarnation(), rig.self()));
    }

    @Test
    void afterAWhileItIsCalledNoMore() {
        rig.hear(1, dead(1, 0, 9));
        rig.advance(WINDOW.plusSeconds(2));
        rig.settle();
        rig.advance(WINDOW);
        assertThat(pings()).isEmpty();
    }

    @Test
    void whoLeftIsNotCalled() {
        rig.hear(1, left(1, 0));
        rig.advance(Duration.ofSeconds(2));
        rig.settle();
        rig.advance(WINDOW);
        assertThat(pings()).isEmpty();
    }

    @Test
    void itsAnswerIsNotLate() {
        rig.hear(1, dead(1, 0, 9));
        rig.settle();
        rig.advance(Duration.ofMillis(1_100));
        long sequence = pings().getLast().sequence();
        rig.hear(1, new Message.Ack(sequence, List.of()), alive(1, 1));
        assertThat(rig.world.count(Counter.ACKS_LATE)).isZero();
        assertThat(rig.status(1)).isEqualTo(Status.ALIVE);
    }

    /// A node that was reaped and does not know it learns it from the answer to its ping.
    @Test
    void aReapedMemberThatPingsIsToldThatItWasGivenUp() {
        var brief =
                GossipConfig.LAN.with(
                        GossipConfig.LAN
                                .antiEntropy()
                                .withRetention(Duration.ofSeconds(10), Duration.ofSeconds(10)));
        var other = new Rig(brief, 2);
        other.hear(2, dead(1, 0, 2));
        other.advance(Duration.ofMinutes(2));
        other.settle();
        other.hear(1, new Message.Ping(7, other.self(), id(1)));
        assertThat(other.sentTo(endpoint(1)))
                .filteredOn(part -> part instanceof Claim.Dead)
                .hasSize(1);
    }

    @Test
    void aFailedMemberIsTriedForAsLongAsItIsRemembered() {
        rig.hear(1, dead(1, 0, 9));
        rig.advance(WINDOW.plusSeconds(2));
        rig.world.begun.clear();
        rig.advance(Duration.ofHours(23));
        // Three times an interval, jittered by a third.
        assertThat(rig.world.begun)
                .extracting(RecordingRuntime.Begun::target)
                .hasSizeBetween(7_000, 10_000)
                .containsOnly(endpoint(1));
    }

    @Test
    void aSeedThatNeverAnsweredIsVisitedForEver() {
        var alone = new Rig(GossipConfig.LAN, 0);
        alone.node.join(List.of(endpoint(7).toString()));
        alone.advance(Duration.ofHours(48));
        alone.world.begun.clear();
        alone.advance(Duration.ofHours(1));
        assertThat(alone.world.begun)
                .extracting(RecordingRuntime.Begun::target)
                .hasSizeBetween(80, 180)
                .containsOnly(endpoint(7));
    }

    /// Where it was is remembered, and visited for ever; without any seed.
    @Test
    void aForgottenMemberIsLookedForWhereItWas() {
        var brief =
                GossipConfig.LAN.with(
                        GossipConfig.LAN
                                .antiEntropy()
                                .withRetention(Duration.ofSeconds(40), Duration.ofSeconds(40)));
        var lonely = new Rig(brief, 1);
        lonely.hear(1, dead(1, 0, 9));
        lonely.advance(Duration.ofMinutes(5));
        assertThat(lonely.node.members()).hasSize(1);
        lonely.world.begun.clear();
        lonely.advance(Duration.ofHours(1));
        assertThat(lonely.world.begun)
                .extracting(RecordingRuntime.Begun::target)
                .hasSizeBetween(80, 180)
                .containsOnly(endpoint(1));
        for (int second = 1; second <= 120; second++) {
            lonely.hear(1, alive(1, second));
            lonely.advance(Duration.ofSeconds(1));
        }
        lonely.hear(1, left(1, 120));
        // The last probe tries a stream.
        lonely.advance(Duration.ofSeconds(2));
        lonely.world.begun.clear();
        lonely.advance(Duration.ofHours(1));
        assertThat(lonely.world.begun.size()).as("visits after it came back, and left").isZero();
    }

    private List<Message.Ping> pings() {
        return rig.sentTo(endpoint(1)).stream()
                .filter(Message.Ping.class::isInstance)
                .map((Part part) -> (Message.Ping) part)
                .toList();
    }
}
