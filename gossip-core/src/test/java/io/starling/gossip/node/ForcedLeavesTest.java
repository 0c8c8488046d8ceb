package io.starling.gossip.node;

import static io.starling.gossip.Fixtures.alive;
import static io.starling.gossip.Fixtures.dead;
import static io.starling.gossip.Fixtures.id;
import static io.starling.gossip.Fixtures.incarnation;
import static io.starling.gossip.Fixtures.left;
import static io.starling.gossip.Fixtures.suspect;
import static io.starling.gossip.model.Status.ALIVE;
import static io.starling.gossip.model.Status.DEAD;
import static io.starling.gossip.model.Status.LEFT;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Claim;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.runtime.Counter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Saying goodbye for others.
class ForcedLeavesTest {
    private final Rig rig = new Rig(GossipConfig.LAN, 6);

    @ParameterizedTest
    @ValueSource(strings = {"n1", "00000000-0000-0000-0000-000000000001"})
    void aFailedMemberIsDeclaredLeftByNameOrId(String node) {
        rig.hear(2, dead(1, 0, 2));
        assertThat(forceLeave(node, false))
                .isInstanceOfSatisfying(
                        ForceLeaveResult.Declared.class,
                        declared ->
                                assertThat(declared.members())
                                        .extracting(Member::id)
                                        .containsExactly(id(1)));
        assertThat(rig.status(1)).isEqualTo(LEFT);
        assertThat(rig.changes.getLast()).isInstanceOf(MembershipEvent.Left.class);
        assertThat(goodbyes()).isNotEmpty().allMatch(claim -> claim.equals(goodbye(0, false)));
    }

    @Test
    void aMemberThatLeftMayBeDeclaredLeftAgainToNoEffect() {
        rig.hear(2, left(1, 0));
        rig.advance(Duration.ofMinutes(1));
        rig.settle();
        assertThat(forceLeave("n1", false)).isInstanceOf(ForceLeaveResult.Declared.class);
        assertThat(goodbyes()).isEmpty();
        assertThat(rig.changes).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPrunedMemberIsForgottenWhetherItFailedOrLeft(boolean failed) {
        rig.hear(2, failed ? dead(1, 0, 2) : left(1, 0));
        assertThat(forceLeave("n1", true)).isInstanceOf(ForceLeaveResult.Declared.class);
        assertThat(ids()).doesNotContain(id(1));
        assertThat(rig.changes.getLast()).isInstanceOf(MembershipEvent.Reaped.class);
        assertThat(goodbyes()).isNotEmpty().allMatch(claim -> claim.equals(goodbye(0, true)));
        assertThat(forceLeave("n1", true)).isEqualTo(new ForceLeaveResult.Unknown("n1"));
    }

    @Test
    void nobodyIsDeclaredLeftWhoIsUnknown() {
        assertThat(forceLeave("", false)).isEqualTo(new ForceLeaveResult.Unknown(""));
        assertThat(forceLeave("n77", true)).isEqualTo(new ForceLeaveResult.Unknown("n77"));
        assertThat(goodbyes()).isEmpty();
    }

    @Test
    void aLivingMemberStaysAndTheReasonIsTold() {
        assertThat(reason("n1"))
                .isEqualTo(
                        "n1 is alive at 10.0.0.1:8301 and would refute that it left: let it leave"
                                + " there");
        rig.hear(2, suspect(1, 0, 2));
        assertThat(reason("n1")).startsWith("n1 is silent but not found failed yet");
        assertThat(reason("self")).isEqualTo("self is this node itself: let it leave");
        assertThat(goodbyes()).isEmpty();
    }

    @Test
    void aNodeThatLeavesDeclaresNobodyLeft() {
        rig.hear(2, dead(1, 0, 2));
        rig.node.leave();
        rig.advance(Duration.ZERO);
        assertThat(reason("n1")).contains("leaving");
        assertThat(rig.status(1)).isEqualTo(DEAD);
    }

    @Test
    void aPruneIsPassedOnOnceByEachWhoKnowsTheMember() {
        rig.hear(2, goodbye(0, true));
        rig.advance(Duration.ofSeconds(3));
        assertThat(ids()).doesNotContain(id(1));
        int told = goodbyes().size();
        assertThat(told).isBetween(4, 8);
        rig.hear(2, goodbye(0, true));
        rig.hear(3, goodbye(0, false));
        rig.hear(3, left(1, 0));
        rig.hear(3, dead(1, 0, 3));
        rig.hear(3, alive(1, 0));
        rig.advance(Duration.ofSeconds(3));
        assertThat(goodbyes()).hasSize(told);
        assertThat(ids()).doesNotContain(id(1));
        assertThat(rig.world.count(Counter.MEMBERS_REAPED)).isEqualTo(1);
    }

    @Test
    void aPruneOfAnOlderIncarnationIsNoNews() {
        rig.hear(2, alive(1, 5));
        rig.hear(2, goodbye(4, true));
        assertThat(rig.status(1)).isEqualTo(ALIVE);
        assertThat(goodbyes()).isEmpty();
    }

    @Test
    void aPrunedMemberComesBackByItself() {
        rig.hear(2, goodbye(0, true));
        rig.hear(1, alive(1, 1));
        assertThat(rig.status(1)).isEqualTo(ALIVE);
    }

    /// Whoever is declared left and lives answers like one that is declared dead.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theNodeItselfRefutes(boolean prune) {
        var self = rig.node.self();
        rig.hear(2, new Claim.Left(self.id(), self.incarnation(), Optional.of(id(2)), prune));
        assertThat(rig.node.self().status()).isEqualTo(ALIVE);
        assertThat(rig.node.self().incarnation()).isEqualTo(self.incarnation().next());
        assertThat(rig.world.count(Counter.REFUTATIONS)).isEqualTo(1);
    }

    private ForceLeaveResult forceLeave(String node, boolean prune) {
        var result = rig.node.forceLeave(node, prune);
        rig.advance(Duration.ofMillis(50));
        return result.join();
    }

    private String reason(String node) {
        return ((ForceLeaveResult.Refused) forceLeave(node, false)).reason();
    }

    private Claim.Left goodbye(long refutations, boolean prune) {
        return new Claim.Left(id(1), incarnation(refutations), Optional.of(rig.self()), prune);
    }

    private List<Claim.Left> goodbyes() {
        return rig.sent(Claim.Left.class).stream()
                .filter(claim -> claim.subject().equals(id(1)))
                .toList();
    }

    private List<io.starling.gossip.model.NodeId> ids() {
        return rig.node.members().stream().map(Member::id).toList();
    }
}
