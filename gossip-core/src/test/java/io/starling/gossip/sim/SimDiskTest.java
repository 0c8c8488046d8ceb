package io.starling.gossip.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.runtime.Storage.Read;
import io.starling.gossip.runtime.Storage.Written;
import io.starling.gossip.sim.Fault.DiskFate;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

class SimDiskTest {
    private final SimWorld world = new SimWorld(5);
    private final NodeRuntime ports = world.runtime("a");
    private final SimHost host = world.host("a");
    private final List<Written> outcomes = new ArrayList<>();

    @Test
    void crashOfTheProcessKeepsWhatWasAskedFor() {
        append("one");
        append("two");
        host.crash(DiskFate.KEPT);
        assertThat(read()).isEqualTo("onetwo");
        assertThat(outcomes).isEmpty();
    }

    @Test
    void crashOfTheMachineKeepsAPrefixOfWhatWasNotYetDone() {
        var left = new HashSet<String>();
        for (long seed = 0; seed < 200; seed++) {
            var other = new SimWorld(seed);
            var storage = other.runtime("a").storage();
            storage.append("log", bytes("done;"), _ -> {});
            other.runFor(Duration.ofSeconds(1));
            storage.append("log", bytes("ab"), _ -> {});
            storage.append("log", bytes("cd"), _ -> {});
            other.host("a").crash(DiskFate.TORN);
            left.add(text(other.host("a").disk().read("log")));
        }
        assertThat(left)
                .containsExactlyInAnyOrder("done;", "done;a", "done;ab", "done;abc", "done;abcd");
    }

    @Test
    void replacementIsNeverTorn() {
        var left = new HashSet<String>();
        for (long seed = 0; seed < 100; seed++) {
            var other = new SimWorld(seed);
            var storage = other.runtime("a").storage();
            storage.replace("log", bytes("old"), _ -> {});
            other.runFor(Duration.ofSeconds(1));
            storage.replace("log", bytes("new"), _ -> {});
            other.host("a").crash(DiskFate.TORN);
            left.add(text(other.host("a").disk().read("log")));
        }
        assertThat(left).containsExactlyInAnyOrder("old", "new");
    }

    @Test
    void lostDiskHasNothing() {
        append("one");
        world.runFor(Duration.ofSeconds(1));
        host.crash(DiskFate.LOST);
        assertThat(read()).isEmpty();
    }

    @Test
    void fullDiskFailsWritesButNotReadsAndClears() {
        append("one");
        world.runFor(Duration.ofSeconds(1));
        host.disk().fill();
        append("two");
        world.runFor(Duration.ofSeconds(1));
        assertThat(outcomes.getLast()).isInstanceOf(Written.Failed.class);
        assertThat(read()).startsWith("one");
        host.disk().heal();
        append("three");
        world.runFor(Duration.ofSeconds(1));
        assertThat(outcomes.getLast()).isEqualTo(new Written.Done());
        assertThat(read()).isEqualTo("onethree");
    }

    @Test
    void brokenDiskFailsReadsAndWrites() {
        host.disk().breakDown();
        append("one");
        world.runFor(Duration.ofSeconds(1));
        assertThat(outcomes).singleElement().isInstanceOf(Written.Failed.class);
        assertThat(host.disk().read("log")).isInstanceOf(Read.Failed.class);
        assertThat(host.disk().isHealthy()).isFalse();
    }

    @Test
    void diskHasAnEnd() {
        var large = new byte[40 << 20];
        ports.storage().append("log", large, outcomes::add);
        ports.storage().append("log", large, outcomes::add);
        world.runFor(Duration.ofSeconds(1));
        assertThat(outcomes.getFirst()).isEqualTo(new Written.Done());
        assertThat(outcomes.getLast())
                .isInstanceOfSatisfying(
                        Written.Failed.class,
                        failed -> assertThat(failed.reason()).contains("no space left"));
    }

    private void append(String text) {
        ports.storage().append("log", bytes(text), outcomes::add);
    }

    private String read() {
        return text(host.disk().read("log"));
    }

    private static String text(Read read) {
        return switch (read) {
            case Read.Contents(var bytes) -> new String(bytes, StandardCharsets.UTF_8);
            case Read.Failed(var reason) -> throw new AssertionError(reason);
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
