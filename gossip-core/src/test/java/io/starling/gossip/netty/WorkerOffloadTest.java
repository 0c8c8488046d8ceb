package io.starling.gossip.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.runtime.Counter;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

class WorkerOffloadTest {
    private final RecordingObserver observer = new RecordingObserver();
    private final NettyLoops loops = NettyLoops.create(1, "test-loop");
    private final EventLoopScheduler scheduler = new EventLoopScheduler(loops.next(), observer);
    private final WorkerOffload offload = new WorkerOffload(scheduler, observer);

    @AfterEach
    void endLoop() {
        RealLoop.run(scheduler, offload::close);
        loops.close();
    }

    @Test
    void workIsDoneElsewhereAndItsResultComesOnTheLoop() {
        var workInLoop = new AtomicBoolean(true);
        var order = new ArrayList<String>();
        RealLoop.run(
                scheduler,
                () -> {
                    offload.compute(
                            () -> {
                                workInLoop.set(scheduler.inLoop());
                                return "result";
                            },
                            result -> order.add(result + " in loop " + scheduler.inLoop()));
                    order.add("called");
                });
        RealLoop.runUntil(scheduler, () -> order.size() == 2);
        assertThat(order).containsExactly("called", "result in loop true");
        assertThat(workInLoop).isFalse();
    }

    @Test
    void resultsComeInTheOrderOfTheCallsEvenWhenTheLoopHadToHelp() {
        var release = new CountDownLatch(1);
        int count = WorkerOffload.WAITING_MAX + 101;
        var results = new ArrayList<Integer>();
        RealLoop.run(
                scheduler,
                () -> {
                    offload.compute(() -> await(release), _ -> results.add(-1));
                    for (int i = 0; i < count; i++) {
                        int number = i;
                        offload.compute(() -> number, results::add);
                    }
                    assertThat(results).isEmpty();
                });
        // One more than waits may be with the worker already, or not yet.
        assertThat(observer.total(Counter.OFFLOADS_INLINE)).isBetween(100L, 102L);
        release.countDown();
        RealLoop.runUntil(scheduler, () -> results.size() == count + 1);
        assertThat(results).startsWith(-1, 0, 1).isSorted();
    }

    @Test
    void workThatThrowsIsReportedAndTheNextResultStillComes() {
        var failures = new ArrayList<Throwable>();
        scheduler.onFailure(failures::add);
        var results = new ArrayList<String>();
        RealLoop.run(
                scheduler,
                () -> {
                    offload.<String>compute(
                            () -> {
                                throw new IllegalArgumentException("planted");
                            },
                            results::add);
                    offload.compute(() -> "next", results::add);
                });
        RealLoop.runUntil(scheduler, () -> results.size() == 1);
        assertThat(results).containsExactly("next");
        assertThat(failures).hasSize(1);
        assertThat(failures.getFirst()).hasRootCauseMessage("planted");
    }

    @Test
    void nothingIsHandedOverAfterClose() {
        var results = new ArrayList<String>();
        RealLoop.run(
                scheduler,
                () -> {
                    offload.compute(() -> "before", results::add);
                    offload.close();
                    offload.compute(() -> "after", results::add);
                });
        var other = new WorkerOffload(scheduler, observer);
        var marks = new ArrayList<String>();
        RealLoop.run(scheduler, () -> other.compute(() -> "mark", marks::add));
        RealLoop.runUntil(scheduler, () -> marks.size() == 1);
        assertThat(results).isEmpty();
    }

    private static int await(CountDownLatch release) {
        try {
            release.await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
        return -1;
    }
}
