package io.starling.gossip.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

class EventQueueTest {
    private final EventQueue queue = new EventQueue();
    private final List<Integer> happened = new ArrayList<>();

    @Test
    void ordersByTime() {
        add(30, 3);
        add(10, 1);
        add(20, 2);
        drain();
        assertThat(happened).containsExactly(1, 2, 3);
    }

    @Test
    void keepsTheOrderOfInsertionWithinOneTime() {
        for (int i = 0; i < 100; i++) {
            add(7, i);
        }
        drain();
        assertThat(happened).isSorted().hasSize(100);
    }

    @Test
    void agreesWithASortedListOverManyInterleavedInsertionsAndRemovals() {
        record Entry(long time, int order) {}
        var random = new SplittableRandom(5);
        var model = new ArrayList<Entry>();
        var expected = new ArrayList<Integer>();
        int order = 0;
        for (int i = 0; i < 20_000; i++) {
            if (model.isEmpty() || random.nextInt(5) > 1) {
                var entry = new Entry(random.nextInt(500), order++);
                model.add(entry);
                add(entry.time(), entry.order());
            } else {
                var least =
                        model.stream()
                                .min(
                                        Comparator.comparingLong(Entry::time)
                                                .thenComparingInt(Entry::order))
                                .orElseThrow();
                model.remove(least);
                expected.add(least.order());
                assertThat(queue.nextTime()).isEqualTo(least.time());
                queue.poll().happen();
            }
        }
        assertThat(happened).isEqualTo(expected);
        assertThat(queue.size()).isEqualTo(model.size());
    }

    @Test
    void refusesToPollFromNothing() {
        assertThat(queue.isEmpty()).isTrue();
        assertThatThrownBy(queue::poll).isInstanceOf(IllegalStateException.class);
    }

    private void add(long time, int number) {
        queue.add(time, () -> happened.add(number));
    }

    private void drain() {
        while (!queue.isEmpty()) {
            queue.poll().happen();
        }
    }
}
