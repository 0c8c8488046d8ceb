package io.starling.gossip.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What every [Scheduler] does.
public interface SchedulerContract {

    interface Harness extends LoopWorld {
        Scheduler scheduler();
    }

    /// A world with a scheduler that nothing uses.
    Harness newScheduler();

    @Test
    default void tasksRunOnTheLoopInTheOrderTheyCame() {
        try (var harness = newScheduler()) {
            var scheduler = harness.scheduler();
            var ran = new ArrayList<Integer>();
            var inLoop = new ArrayList<Boolean>();
            for (int i = 0; i < 100; i++) {
                int task = i;
                scheduler.execute(
                        () -> {
                            ran.add(task);
                            inLoop.add(scheduler.inLoop());
                        });
            }
            harness.runUntil(() -> ran.size() == 100);
            assertThat(ran).isSorted();
            assertThat(inLoop).containsOnly(true);
        }
    }

    @Test
    default void taskOfATaskRunsAfterIt() {
        try (var harness = newScheduler()) {
            var scheduler = harness.scheduler();
            var ran = new ArrayList<String>();
            scheduler.execute(
                    () -> {
                        scheduler.execute(() -> ran.add("inner"));
                        ran.add("outer");
                    });
            harness.runUntil(() -> ran.size() == 2);
            assertThat(ran).containsExactly("outer", "inner");
        }
    }

    @Test
    default void timersFireInTheOrderOfTheirDeadlines() {
        try (var harness = newScheduler()) {
            var fired = new ArrayList<Integer>();
            harness.onLoop(
                    () -> {
                        for (int millis : List.of(30, 10, 20, 1)) {
                            harness.scheduler()
                                    .schedule(Duration.ofMillis(millis), () -> fired.add(millis));
                        }
                    });
            harness.runUntil(() -> fired.size() == 4);
            assertThat(fired).containsExactly(1, 10, 20, 30);
        }
    }

    @Test
    default void timersOfOneDelayFireInTheOrderTheyWereSet() {
        try (var harness = newScheduler()) {
            var fired = new ArrayList<Integer>();
            harness.onLoop(
                    () -> {
                        for (int i = 0; i < 50; i++) {
                            int timer = i;
                            harness.scheduler()
                                    .schedule(Duration.ofMillis(5), () -> fired.add(timer));
                        }
                    });
            harness.runUntil(() -> fired.size() == 50);
            assertThat(fired).isSorted();
        }
    }

    @Test
    default void timerWithoutDelayFiresAfterTheTaskThatSetIt() {
        try (var harness = newScheduler()) {
            var ran = new ArrayList<String>();
            harness.onLoop(
                    () -> {
                        harness.scheduler().schedule(Duration.ZERO, () -> ran.add("zero"));
                        harness.scheduler().schedule(Duration.ofSeconds(-1), () -> ran.add("past"));
                        ran.add("task");
                    });
            harness.runUntil(() -> ran.size() == 3);
            assertThat(ran).startsWith("task").containsExactlyInAnyOrder("task", "zero", "past");
        }
    }

    @Test
    default void cancelledTimerNeverFires() {
        try (var harness = newScheduler()) {
            var fired = new ArrayList<String>();
            harness.onLoop(
                    () -> {
                        var scheduler = harness.scheduler();
                        var early =
                                scheduler.schedule(Duration.ofMillis(5), () -> fired.add("early"));
                        var late =
                                scheduler.schedule(Duration.ofMillis(20), () -> fired.add("late"));
                        early.cancel();
                        early.cancel();
                        // By another timer, when its own deadline is near.
                        scheduler.schedule(Duration.ofMillis(10), late::cancel);
                        scheduler.schedule(Duration.ofMillis(40), () -> fired.add("last"));
                    });
            harness.runUntil(() -> fired.contains("last"));
            assertThat(fired).containsExactly("last");
        }
    }

    @Test
    default void timerCancelledByOneOfTheSameDelayDoesNotFire() {
        try (var harness = newScheduler()) {
            var fired = new ArrayList<String>();
            harness.onLoop(
                    () -> {
                        var scheduler = harness.scheduler();
                        var timers = new ArrayList<Scheduler.Timer>();
                        scheduler.schedule(
                                Duration.ofMillis(5),
                                () -> timers.forEach(Scheduler.Timer::cancel));
                        timers.add(
                                scheduler.schedule(
                                        Duration.ofMillis(5), () -> fired.add("cancelled")));
                        scheduler.schedule(Duration.ofMillis(20), () -> fired.add("last"));
                    });
            harness.runUntil(() -> fired.contains("last"));
            assertThat(fired).containsExactly("last");
        }
    }

    @Test
    default void cancellingATimerThatHasFiredDoesNothing() {
        try (var harness = newScheduler()) {
            var fired = new ArrayList<String>();
            var timers = new ArrayList<Scheduler.Timer>();
            harness.onLoop(
                    () ->
                            timers.add(
                                    harness.scheduler()
                                            .schedule(
                                                    Duration.ofMillis(1),
                                                    () -> fired.add("once"))));
            harness.runUntil(() -> !fired.isEmpty());
            harness.onLoop(() -> timers.getFirst().cancel());
            assertThat(fired).containsExactly("once");
        }
    }

    @Test
    default void timerMaySetTheNextOne() {
        try (var harness = newScheduler()) {
            var fired = new ArrayList<Integer>();
            var again =
                    new Runnable() {
                        @Override
                        public void run() {
                            fired.add(fired.size());
                            if (fired.size() < 5) {
                                harness.scheduler().schedule(Duration.ofMillis(1), this);
                            }
                        }
                    };
            harness.onLoop(() -> harness.scheduler().schedule(Duration.ofMillis(1), again));
            harness.runUntil(() -> fired.size() == 5);
            assertThat(fired).containsExactly(0, 1, 2, 3, 4);
        }
    }
}
