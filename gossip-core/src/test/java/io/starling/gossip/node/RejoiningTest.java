package io.starling.gossip.node;

import static io.starling.gossip.Fixtures.alive;
import static io.starling.gossip.Fixtures.endpoint;
import static io.starling.gossip.Fixtures.id;
import static io.starling.gossip.Fixtures.left;
import static io.starling.gossip.Fixtures.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Exchange;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.StatePage;
import io.starling.gossip.model.Status;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Transport;
import io.starling.gossip.store.SavedState;
import io.starling.gossip.store.StateRecord.Known;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

class RejoiningTest {
    private static final GossipConfig LAN = GossipConfig.LAN;

    @Test
    void firstStartContactsNobody() {
        var rig = new Rig(LAN, 0);
        rig.advance(Duration.ofMinutes(10));
        assertThat(rig.world.begun).isEmpty();
    }

    @Test
    void restartedNodeContactsThreeFormerMembersAtOnceAndAsAJoin() {
        var rig = startedAfter(20);
        assertThat(targets(rig)).hasSize(3).isSubsetOf(endpoints(1, 20));
        assertThat(rig.exchange(rig.world.begun.getFirst().request()))
                .isInstanceOfSatisfying(
                        Exchange.PushPull.class, request -> assertThat(request.join()).isTrue());
    }

    @Test
    void goesOnToOthersWhileNobodyAnswers() {
        var rig = startedAfter(40);
        failAll(rig, Duration.ofMinutes(2));
        var tried = targets(rig);
        assertThat(tried).hasSize(Rejoining.TARGETS_MAX).isSubsetOf(endpoints(1, 40));
        assertThat(rig.world.count(Counter.JOINS_FAILED)).isBetween(5L, 7L);
    }

    @Test
    void afterThatVisitsThemForEverAtALowRate() {
        var rig = startedAfter(5);
        failAll(rig, Duration.ofMinutes(2));
        rig.world.begun.clear();
        failAll(rig, Duration.ofHours(2));
        assertThat(rig.world.begun.size()).isBetween(180, 360);
        assertThat(targets(rig)).isEqualTo(endpoints(1, 5));
    }

    @Test
    void stopsWhenOneAnswers() {
        var rig = startedAfter(40);
        var first = rig.world.begun.removeFirst();
        var page = new StatePage(LamportTime.ZERO, List.of(), Optional.empty(), List.of());
        rig.answer(first, new Exchange.PushPullAnswer(member(1, Status.ALIVE, 0), page));
        failAll(rig, Duration.ZERO);
        int contacted = rig.world.begun.size();
        rig.advance(Duration.ofMillis(200));
        assertThat(rig.world.begun).hasSize(contacted);
        assertThat(rig.world.count(Counter.JOINS_FAILED)).isZero();
        assertThat(rig.status(1)).isEqualTo(Status.ALIVE);
    }

    @Test
    void stopsWhenSomebodyElseWasFound() {
        var rig = startedAfter(40);
        rig.hear(50, alive(50, 0));
        failAll(rig, Duration.ZERO);
        rig.world.begun.clear();
        rig.advance(Duration.ofSeconds(2));
        assertThat(targets(rig)).doesNotContainAnyElementsOf(endpoints(1, 40));
    }

    @Test
    void thoseBelievedToLiveComeFirst() {
        var before = new Rig(LAN, 20);
        for (int gone = 1; gone <= 18; gone++) {
            before.hear(20, left(gone, 0));
        }
        before.advance(Notebook.CADENCE);
        var rig = before.restarted(LAN);
        assertThat(targets(rig)).hasSize(3).contains(endpoint(19), endpoint(20));
    }

    @Test
    void addressThatIsNowItsOwnIsLeftOut() {
        var world = new RecordingRuntime();
        var members =
                List.of(
                        new Known(id(1), "ghost", endpoint(0), Status.ALIVE),
                        new Known(id(2), "odd", endpoint(2).withPort(0), Status.ALIVE));
        world.files.put(
                SavedState.FILE,
                SavedState.of(LamportTime.ZERO, false, members, List.of()).encode());
        var rig = new Rig(LAN, 0, world);
        rig.advance(Duration.ofMinutes(5));
        assertThat(world.begun).isEmpty();
    }

    @Test
    void nodeThatSaidGoodbyeStaysAlone() {
        var before = departed(10);
        var rig = before.restarted(LAN);
        rig.advance(Duration.ofMinutes(10));
        assertThat(rig.world.begun).isEmpty();
        // And after a crash of the one that stayed alone.
        assertThat(rig.restarted(LAN).world.begun).isEmpty();
    }

    @Test
    void nodeThatSaidGoodbyeGoesBackIfItIsToldTo() {
        var rig = departed(10).restarted(LAN.withRejoinAfterLeave(true));
        assertThat(targets(rig)).hasSize(3).isSubsetOf(endpoints(1, 10));
    }

    @Test
    void leavingEndsTheSearch() {
        var rig = startedAfter(40);
        var _ = rig.node.leave();
        failAll(rig, Duration.ofMinutes(5));
        assertThat(targets(rig)).hasSize(3);
    }

    private static Rig startedAfter(int members) {
        var before = new Rig(LAN, members);
        before.advance(Notebook.CADENCE);
        return before.restarted(LAN);
    }

    private static Rig departed(int members) {
        var rig = new Rig(LAN, members);
        rig.advance(Notebook.CADENCE);
        var _ = rig.node.leave();
        rig.advance(Duration.ZERO);
        return rig;
    }

    /// Time passes, and whatever is contacted does not answer.
    private static void failAll(Rig rig, Duration time) {
        int failed = 0;
        for (long step = 0; step <= time.toMillis() / 100; step++) {
            for (; failed < rig.world.begun.size(); failed++) {
                var begun = rig.world.begun.get(failed);
                rig.world.run(() -> begun.onReply().accept(new Transport.Reply.Failed("no route")));
            }
            if (step > 0) {
                rig.advance(Duration.ofMillis(100));
            }
        }
    }

    private static Set<Endpoint> targets(Rig rig) {
        var targets = new HashSet<Endpoint>();
        rig.world.begun.forEach(begun -> targets.add(begun.target()));
        return targets;
    }

    private static Set<Endpoint> endpoints(int from, int to) {
        var endpoints = new HashSet<Endpoint>();
        IntStream.rangeClosed(from, to).forEach(number -> endpoints.add(endpoint(number)));
        return endpoints;
    }
}
