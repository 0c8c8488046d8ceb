package io.starling.agent.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.agent.cluster.FakeCluster;
import io.starling.agent.config.AgentConfig;
import io.starling.gossip.model.Tags;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.node.NodeListener;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

class EventRingTest {
    private final FakeCluster events =
            new FakeCluster(AgentConfig.onLoopback("x"), Tags.NONE, NodeListener.NONE);
    private final EventRing ring = new EventRing(10_001);

    @Test
    void listsOldestFirst() {
        var first = add("a");
        var second = add("b");
        assertThat(ring.list(EventRing.ALL)).containsExactly(first, second);
        assertThat(ring.list("a")).containsExactly(first);
        assertThat(ring.list("A")).isEmpty();
    }

    @Test
    void anEmptyListHasIndexOne() {
        assertThat(ring.index(EventRing.ALL)).isEqualTo(1);
        add("a");
        assertThat(ring.index("b")).isEqualTo(1);
    }

    @Test
    void theIndexIsThatOfTheLastEventOfTheList() {
        var a = add("a");
        var b = add("b");
        assertThat(ring.index("a")).isEqualTo(EventIndex.of(a.id()));
        assertThat(ring.index("b")).isEqualTo(EventIndex.of(b.id()));
        assertThat(ring.index(EventRing.ALL)).isEqualTo(EventIndex.of(b.id()));
    }

    @Test
    void aBusyNamePushesQuietOnesOut() {
        add("quiet");
        for (int i = 0; i < EventRing.CAPACITY - 1; i++) {
            add("busy");
        }
        assertThat(ring.list("quiet")).hasSize(1);
        add("busy");
        assertThat(ring.list("quiet")).isEmpty();
        assertThat(ring.list(EventRing.ALL)).hasSize(256);
    }

    @Test
    void wakesThoseOfTheNameAndThoseOfAllNames() {
        var woken = new ArrayList<String>();
        await("a", woken);
        await("b", woken);
        await(EventRing.ALL, woken);
        add("a");
        assertThat(woken).containsExactlyInAnyOrder("a", "");
        assertThat(ring.waiting()).isEqualTo(1);
    }

    @Test
    void tenThousandWhoWaitForOtherNamesAreLeftAlone() {
        var woken = new AtomicInteger();
        for (int i = 0; i < 10_000; i++) {
            ring.await("other-" + i, woken::incrementAndGet);
        }
        add("a");
        assertThat(woken).hasValue(0);
        assertThat(ring.waiting()).isEqualTo(10_000);
    }

    @Test
    void wakesOnce() {
        var woken = new ArrayList<String>();
        await("a", woken);
        add("a");
        add("a");
        assertThat(woken).hasSize(1);
    }

    @Test
    void wakesThoseWhoseListWasPushedOutToTheLastEvent() {
        add("quiet");
        add("quiet");
        for (int i = 0; i < EventRing.CAPACITY - 2; i++) {
            add("busy");
        }
        var woken = new ArrayList<String>();
        await("quiet", woken);
        add("busy");
        assertThat(woken).as("one of two is gone, the index is the same").isEmpty();
        add("busy");
        assertThat(woken).containsExactly("quiet");
    }

    @Test
    void aCancelledWaiterIsForgotten() {
        var woken = new ArrayList<String>();
        var waiter = ring.await("a", () -> woken.add("a")).orElseThrow();
        waiter.cancel();
        waiter.cancel();
        add("a");
        assertThat(woken).isEmpty();
        assertThat(ring.waiting()).isZero();
    }

    @Test
    void cancellingAfterTheChangeDoesNothing() {
        var first = ring.await("a", () -> {}).orElseThrow();
        add("a");
        await("a", new ArrayList<>());
        first.cancel();
        assertThat(ring.waiting()).isEqualTo(1);
    }

    @Test
    void refusesOneWaiterTooMany() {
        var small = new EventRing(2);
        assertThat(small.await("a", () -> {})).isPresent();
        var second = small.await("b", () -> {});
        assertThat(second).isPresent();
        assertThat(small.await("a", () -> {})).isEmpty();
        second.orElseThrow().cancel();
        assertThat(small.await("a", () -> {})).isPresent();
    }

    @Test
    void releaseWakesEverybody() {
        var woken = new ArrayList<String>();
        await("a", woken);
        await(EventRing.ALL, woken);
        ring.release();
        assertThat(woken).containsExactlyInAnyOrder("a", "");
    }

    @Test
    void whoIsWokenMayWaitAgainAtOnce() {
        var woken = new AtomicInteger();
        ring.await("a", () -> ring.await("a", woken::incrementAndGet));
        add("a");
        assertThat(woken).hasValue(0);
        add("a");
        assertThat(woken).hasValue(1);
    }

    @Test
    void theFeedKeepsTheNewestWhenTheLoopLagsBehind() {
        var tasks = new ArrayList<Runnable>();
        var log = new EventLog(EventLog.Bounds.of(1), 1, () -> 0);
        var feed = new EventFeed(ring, log, tasks::add);
        UserEvent last = events.event("a", "");
        for (int i = 0; i < 5_000; i++) {
            last = events.event("a", "");
            feed.offer(last);
        }
        assertThat(tasks).as("one task for all").hasSize(1);
        List.copyOf(tasks).forEach(Runnable::run);
        assertThat(ring.list(EventRing.ALL)).hasSize(256).last().isEqualTo(last);
        feed.offer(events.event("a", ""));
        assertThat(tasks).hasSize(2);
    }

    private void await(String name, List<String> woken) {
        assertThat(ring.await(name, () -> woken.add(name))).isPresent();
    }

    private UserEvent add(String name) {
        var event = events.event(name, "");
        ring.add(event);
        return event;
    }
}
