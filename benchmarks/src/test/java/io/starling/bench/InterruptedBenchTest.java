package io.starling.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

class InterruptedBenchTest {

    /// In a process of its own, because Ctrl-C ends one. A shell that runs tests in the background
    /// lets its children ignore the signal, so it is set back first.
    @Test
    void ctrlCLeavesAReportThatSaysItIsPartial(@TempDir Path folder) throws Exception {
        var bench =
                new ProcessBuilder(
                                "env",
                                "--default-signal=INT",
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "io.starling.bench.Main",
                                "propagation",
                                "-nodes=50",
                                "-events=100000",
                                "-report=" + folder)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("said").toFile())
                        .start();
        try {
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> lines(folder.resolve("results.csv")) > 4);
            new ProcessBuilder("kill", "-INT", String.valueOf(bench.pid())).start().waitFor();

            assertThat(bench.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(bench.exitValue()).isEqualTo(130);
        } finally {
            bench.destroyForcibly();
        }
        assertThat(Files.readString(folder.resolve("said"))).contains("interrupted", "is partial");
        assertThat(Files.readString(folder.resolve("index.html")))
                .contains("Partial: the run was interrupted", "Coverage over time", "50 members");
    }

    private static long lines(Path file) throws Exception {
        return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    }
}
