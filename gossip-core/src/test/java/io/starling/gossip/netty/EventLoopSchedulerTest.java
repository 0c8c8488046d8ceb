package io.starling.gossip.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.RecordingListener;
import io.starling.gossip.runtime.SchedulerContract;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

@Tag("integration")
class EventLoopSchedulerTest implements SchedulerContract {

    @Override
    public NettyWorld newScheduler() {
        return NettyWorld.open();
    }

    @Test
    void testThreadIsNotInTheLoop() {
        try (var world = NettyWorld.open()) {
            assertThat(world.scheduler().inLoop()).isFalse();
        }
    }

    @Test
    void taskThatThrowsIsCountedAndReportedAndTheLoopGoesOn() {
        try (var world = NettyWorld.open()) {
            var failures = new ArrayList<Throwable>();
            world.runtime(0).onFailure(failures::add);
            var planted = new AssertionError("planted in a task");
            var ran = new ArrayList<String>();
            world.scheduler()
                    .execute(
                            () -> {
                                throw planted;
                            });
            world.scheduler().execute(() -> ran.add("next"));
            world.runUntil(() -> ran.size() == 1);
            assertThat(failures).containsExactly(planted);
            assertThat(world.observer.total(Counter.LOOP_TASKS_FAILED)).isEqualTo(1);
        }
    }

    @Test
    void timerThatThrowsIsReportedAndTheNextOneFires() {
        try (var world = NettyWorld.open()) {
            var failures = new ArrayList<Throwable>();
            world.runtime(0)
                    .onFailure(
                            failure -> {
                                failures.add(failure);
                                throw new IllegalStateException("planted in the hook");
                            });
            var fired = new ArrayList<String>();
            world.onLoop(
                    () -> {
                        world.scheduler()
                                .schedule(
                                        Duration.ZERO,
                                        () -> {
                                            throw new IllegalStateException("planted in a timer");
                                        });
                        world.scheduler().schedule(Duration.ofMillis(5), () -> fired.add("next"));
                    });
            world.runUntil(() -> fired.size() == 1);
            assertThat(failures).hasSize(1);
        }
    }

    @Test
    void closedSchedulerRunsNothingMore() throws InterruptedException {
        var ran = new ArrayList<String>();
        try (var world = NettyWorld.open()) {
            world.onLoop(
                    () ->
                            world.scheduler()
                                    .schedule(Duration.ofMillis(20), () -> ran.add("old timer")));
            world.runtime(0).close();
            world.scheduler().execute(() -> ran.add("task"));
            world.onLoop(() -> world.scheduler().schedule(Duration.ZERO, () -> ran.add("timer")));
            // The loop is shared and goes on for the others, past the old timer's deadline.
            var later = new CountDownLatch(1);
            var other = world.runtime(1).ports().scheduler();
            other.execute(() -> other.schedule(Duration.ofMillis(40), later::countDown));
            assertThat(later.await(5, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(ran).isEmpty();
    }

    /// With Netty's own loop, which runs tasks for a second before it reads again, the datagrams of
    /// this test would take half a minute.
    @Test
    void loopThatIsNeverIdleStillReadsItsSockets() {
        int rounds = 30;
        try (var world = NettyWorld.open()) {
            var listener = RecordingListener.silent();
            var self = world.listening(0, listener);
            var busy =
                    new Runnable() {
                        private int sent;

                        @Override
                        public void run() {
                            if (listener.datagrams.size() == sent && sent < rounds) {
                                sent++;
                                world.transport(0).send(self, new byte[1]);
                            }
                            if (listener.datagrams.size() < rounds) {
                                world.scheduler().execute(this);
                            }
                        }
                    };
            world.scheduler().execute(busy);
            world.runUntil(() -> listener.datagrams.size() == rounds);
        }
    }

    @Test
    void endlessDelayIsNoMatter() {
        try (var world = NettyWorld.open()) {
            world.onLoop(
                    () ->
                            world.scheduler()
                                    .schedule(Duration.ofSeconds(Long.MAX_VALUE), () -> {})
                                    .cancel());
        }
    }
}
