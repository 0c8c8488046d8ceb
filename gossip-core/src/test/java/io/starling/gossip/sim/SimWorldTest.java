package io.starling.gossip.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.gossip.model.Endpoint;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class SimWorldTest {
    private final SimWorld world = new SimWorld(42);

    @Test
    void timePassesOnlyWhenRun() {
        world.runFor(Duration.ofDays(1));
        assertThat(world.now()).isEqualTo(Duration.ofDays(1));
        assertThat(world.steps()).isZero();
    }

    @Test
    void runsWhatIsDueUpToTheEndAndNothingBeyond() {
        var done = new ArrayList<Integer>();
        world.at(Duration.ofMillis(10), () -> done.add(10));
        world.at(Duration.ofMillis(11), () -> done.add(11));
        world.runFor(Duration.ofMillis(10));
        assertThat(done).containsExactly(10);
        world.runFor(Duration.ofMillis(1));
        assertThat(done).containsExactly(10, 11);
    }

    @Test
    void stopsAtTheEventThatMakesTheConditionHold() {
        var done = new ArrayList<Integer>();
        for (int i = 1; i <= 5; i++) {
            int number = i;
            world.at(Duration.ofMillis(i), () -> done.add(number));
        }
        world.runUntil(() -> done.size() == 3, Duration.ofSeconds(1));
        assertThat(world.now()).isEqualTo(Duration.ofMillis(3));
    }

    @Test
    void saysWhichSeedDidNotGetThereInTime() {
        world.at(Duration.ofSeconds(2), () -> {});
        assertThatThrownBy(() -> world.runUntil(() -> false, Duration.ofSeconds(1)))
                .isInstanceOf(LimitReachedException.class)
                .hasMessageContaining("within PT1S")
                .hasMessageEndingWith(
                        "replay: mvn -q -pl gossip-core test -Dtest=CampaignTest"
                                + " -Dstarling.seed=42");
    }

    @Test
    void saysWhenNothingIsLeftToHappen() {
        assertThatThrownBy(() -> world.runUntil(() -> false, Duration.ofSeconds(1)))
                .isInstanceOf(LimitReachedException.class)
                .hasMessageContaining("nothing is left");
    }

    @Test
    void endsALoopThatNeverEnds() {
        var scheduler = world.runtime("a").scheduler();
        var again =
                new Runnable() {
                    @Override
                    public void run() {
                        scheduler.execute(this);
                    }
                };
        scheduler.execute(again);
        assertThatThrownBy(() -> world.runFor(Duration.ofSeconds(1)))
                .isInstanceOf(LimitReachedException.class)
                .hasMessageContaining("time stands still")
                .hasMessageContaining("seed 42");
    }

    @Test
    void endsARunOfTooManyEvents() {
        world.stepsMax(100);
        for (int i = 0; i < 101; i++) {
            world.at(Duration.ofMillis(i), () -> {});
        }
        assertThatThrownBy(() -> world.runFor(Duration.ofSeconds(1)))
                .isInstanceOf(LimitReachedException.class)
                .hasMessageContaining("more than 100 events");
    }

    @Test
    void reportsWhatANodeThrowsWithNameTimeAndSeed() {
        world.runtime("a")
                .scheduler()
                .execute(
                        () -> {
                            throw new ArithmeticException("two and two");
                        });
        assertThatThrownBy(() -> world.runFor(Duration.ofSeconds(1)))
                .isInstanceOf(NodeFailedException.class)
                .hasMessageContaining("a failed")
                .hasMessageContaining("two and two")
                .hasMessageEndingWith("-Dstarling.seed=42")
                .hasRootCauseInstanceOf(ArithmeticException.class);
    }

    @Test
    void refusesANameOrAnAddressThatIsTaken() {
        var a = world.addHost("a");
        assertThatThrownBy(() -> world.addHost("a")).hasMessageContaining("a already");
        assertThatThrownBy(() -> world.addHost("b", a.endpoint()))
                .hasMessageContaining("belongs to a");
        assertThatThrownBy(() -> world.host("c")).hasMessageContaining("no host c");
    }

    @Test
    void givesHostsAddressesOfTheirOwn() {
        var endpoints = new ArrayList<Endpoint>();
        for (int i = 0; i < 300; i++) {
            endpoints.add(world.addHost("h" + i).endpoint());
        }
        assertThat(endpoints).doesNotHaveDuplicates();
        assertThat(endpoints.getFirst()).hasToString("10.0.0.1:8301");
        assertThat(endpoints.get(256)).hasToString("10.0.1.1:8301");
    }

    @Test
    void sameSeedGivesTheSameTrace() {
        assertThat(Chatter.trace(7)).isEqualTo(Chatter.trace(7));
        assertThat(Chatter.trace(7)).isNotEqualTo(Chatter.trace(8));
    }

    @Test
    void sameSeedGivesTheSameTraceInAnotherProcess() throws Exception {
        var java = ProcessHandle.current().info().command().orElseThrow();
        var command =
                List.of(
                        java,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Chatter.class.getName(),
                        "7");
        var child = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(child.getInputStream().readAllBytes()).strip();
        assertThat(child.waitFor()).as(output).isZero();
        assertThat(output).isEqualTo(Long.toHexString(Chatter.trace(7)));
    }
}
