package io.starling.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class PropagationBenchTest {
    @TempDir private Path folder;

    @Test
    void sweepsAllCombinationsAndReportsThem() throws Exception {
        var run =
                BenchRun.of(
                        "propagation",
                        "-nodes=10,40",
                        "-loss=0,10%",
                        "-events=2,1",
                        "-report=" + folder);

        assertThat(run.exit()).isZero();
        assertThat(run.said())
                .contains("10 nodes, no faults: 2 events", "40 nodes, 10 % loss: 1 events")
                .contains("periodic gossip, ms", "physical bound, ms")
                .contains("report: " + folder.resolve("index.html"));
        var page = Files.readString(folder.resolve("index.html"));
        assertThat(page)
                .contains("Latency against size", "Copies against loss", "Hops of an event")
                .contains("10 members", "periodic gossip", "bound")
                .doesNotContain("Partial", "http", "src=", "@import");
        // A head, then a row for each event and system.
        assertThat(Files.readAllLines(folder.resolve("results.csv")))
                .hasSize(1 + 2 * (2 + 2 + 1 + 1));
    }

    @Test
    void writesTheSameBytesForTheSameSeed() throws Exception {
        assertThat(csv("one", 7)).isEqualTo(csv("again", 7)).isNotEqualTo(csv("other", 8));
    }

    private String csv(String name, int seed) throws IOException {
        var file = folder.resolve(name);
        var run =
                BenchRun.of(
                        "propagation",
                        "-nodes=30",
                        "-loss=20%",
                        "-crashed=10%",
                        "-stalled=5%",
                        "-events=2",
                        "-seed=" + seed,
                        "-csv=" + file);
        assertThat(run.exit()).isZero();
        return Files.readString(file);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-nodes=0 | -nodes must be a whole number from 1 to 1000000, was \"0\"",
                "-nodes=1000000 | -nodes=1000000 needs about",
                "-latency=moon | -latency must be one of loopback, lan, wan, was \"moon\"",
                "-loss=much | -loss must be a percentage from 0 to 90 such as 0.5% or 10, was"
                        + " \"much\"",
                "-loss=91% | -loss must be a percentage from 0 to 90",
                "-crashed=-1% | -crashed must be a percentage from 0 to 90",
                "-stalled=1%% | -stalled must be a percentage from 0 to 90",
                "-loss=NaN | -loss must be a percentage from 0 to 90",
                "-events=1,2,3 | -events must be one number, or one for each of -nodes",
            })
    void namesWhatIsWrong(String flag, String answer) {
        var run = BenchRun.of("propagation", flag);

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.said()).contains(answer);
    }

    @Test
    void saysHowMuchMemoryWouldDo() {
        assertThat(BenchRun.of("propagation", "-nodes=1000000").said())
                .containsPattern("needs about \\d+ GiB of heap, and this JVM may take .*Xmx\\d+g");
    }

    @Test
    void leavesSomebodyWell() {
        assertThat(BenchRun.of("propagation", "-crashed=60%", "-stalled=40%").said())
                .contains(
                        "must leave 5 % of the members well, and were 60 % crashed, 40 % stalled");
    }

    @Test
    void refusesAReportFolderBeforeItMeasures() throws Exception {
        var file = Files.createFile(folder.resolve("file"));
        var run = BenchRun.of("propagation", "-report=" + file.resolve("below"));

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.said())
                .contains("cannot write to the report folder", "give another one with -report")
                .doesNotContain("received, ms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-h", "-help", "--help"})
    void showsTheFlagsOfACommand(String flag) {
        var run = BenchRun.of("propagation", flag);

        assertThat(run.exit()).isZero();
        assertThat(run.said())
                .contains("-stalled=1%", "-report=DIR")
                .doesNotContain("burst", "real sockets");
    }
}
