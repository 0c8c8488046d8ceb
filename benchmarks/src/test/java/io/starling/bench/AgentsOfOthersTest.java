package io.starling.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What happens when agents cannot be had, do not start, or the measurement is broken off.
class AgentsOfOthersTest {
    private static final String PATH = System.getenv("PATH");

    @TempDir Path folder;

    @Test
    void withoutSerfTheComparisonIsSkipped() throws Exception {
        try (var bench = BenchProcess.start(folder, "/nowhere", "compare", "serf")) {
            assertThat(bench.await()).isZero();
            assertThat(bench.said()).contains("skipped: there is no serf on the PATH");
        }
    }

    @Test
    void aSerfThatIsNamedHasToBeThere() throws Exception {
        try (var bench = compare("/no/such/serf")) {
            assertThat(bench.await()).isEqualTo(1);
            assertThat(bench.said()).contains("-serf: /no/such/serf does not start");
        }
    }

    @Test
    void aSerfThatIsTooOldIsRefused() throws Exception {
        var old = program("serf", "echo 'Serf v0.6.4'");
        try (var bench = compare(old)) {
            assertThat(bench.await()).isEqualTo(1);
            assertThat(bench.said())
                    .contains("is serf 0.6.4, which is too old", "install a newer one");
        }
    }

    @Test
    void whatIsNoSerfIsRefused() throws Exception {
        var other = program("serf", "echo I am a teapot");
        try (var bench = compare(other)) {
            assertThat(bench.await()).isEqualTo(1);
            assertThat(bench.said()).contains("says no version, but \"I am a teapot\"");
        }
    }

    @Test
    void theLastWordsOfASerfThatDoesNotStartAreTold() throws Exception {
        var broken =
                program(
                        "serf",
                        "[ \"$1\" = version ] && echo 0.8.5 && exit",
                        "echo 'Failed to bind'; exit 7");
        try (var bench = compare(broken)) {
            assertThat(bench.await()).isEqualTo(1);
            assertThat(bench.said()).contains("ended with status 7: Failed to bind");
        }
    }

    @Test
    void anInterruptedMeasurementLeavesNoProcessRunning() throws Exception {
        var pids = folder.resolve("pids");
        var silent = program("silent", "echo $$ >>" + pids, "exec sleep 600");
        try (var bench =
                BenchProcess.start(
                        folder,
                        PATH,
                        "loopback",
                        "-processes",
                        "-nodes=5",
                        "-starling=" + silent)) {
            Patience.await(() -> !pids(pids).isEmpty(), "an agent to start");
            assertThat(pids(pids)).allMatch(AgentsOfOthersTest::isRunning);

            var kill =
                    new ProcessBuilder("kill", "-INT", String.valueOf(bench.process().pid()))
                            .start();
            assertThat(kill.waitFor()).isZero();

            assertThat(bench.await()).isEqualTo(130);
            assertThat(pids(pids)).isNotEmpty().noneMatch(AgentsOfOthersTest::isRunning);
        }
    }

    private BenchProcess compare(String serf) throws IOException {
        return BenchProcess.start(
                folder, PATH, "compare", "serf", "-serf=" + serf, "-starling=/bin/true");
    }

    private String program(String name, String... lines) throws IOException {
        var file = folder.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file.toString();
    }

    private static boolean isRunning(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    private static List<Long> pids(Path file) {
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file).stream().map(Long::valueOf).toList()
                    : List.of();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
