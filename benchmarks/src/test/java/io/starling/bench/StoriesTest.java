package io.starling.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The commands that tell one story each, with a page of plots.
class StoriesTest {
    @TempDir private Path folder;

    @Test
    void aBurstIsHandedOutWhole() throws Exception {
        var run = BenchRun.of("burst", "-nodes=20", "-events=100", "-report=" + folder);

        assertThat(run.exit()).isZero();
        assertThat(run.said()).contains("100 accepted, 0 refused", "2000 of 2000 deliveries");
        assertThat(page()).contains("From fire to hand-out", "Deliveries over time");
    }

    @Test
    void overloadIsRefusedAndLosesNothingThatWasAccepted() throws Exception {
        var run =
                BenchRun.of(
                        "overload",
                        "-nodes=20",
                        "-rates=100,5000",
                        "-seconds=1",
                        "-slower=200",
                        "-report=" + folder);

        assertThat(run.exit()).isZero();
        assertThat(run.said()).contains("Peak goodput", "0 deliveries never came");
        var rows = Files.readAllLines(folder.resolve("results.csv"));
        assertThat(rows).hasSize(3);
        assertThat(Long.parseLong(rows.get(1).split(",")[2])).isZero();
        assertThat(Long.parseLong(rows.get(2).split(",")[2])).isPositive();
        assertThat(page()).contains("Goodput", "all that is offered");
    }

    @Test
    void deathsAreNoticedEverywhere() throws Exception {
        var run =
                BenchRun.of(
                        "failure",
                        "-nodes=8,16",
                        "-killed=2",
                        "-seeds=1",
                        "-seconds=90",
                        "-report=" + folder);

        assertThat(run.exit()).isZero();
        var rows = Files.readAllLines(folder.resolve("results.csv"));
        assertThat(rows).hasSize(1 + 2 * 2);
        for (var row : rows.subList(1, rows.size())) {
            var cells = row.split(",");
            double first = Double.parseDouble(cells[4]);
            double everywhere = Double.parseDouble(cells[5]);
            assertThat(first).isBetween(1.0, 30.0);
            assertThat(everywhere).isBetween(first, 60.0);
            assertThat(cells[6]).isEqualTo("0");
        }
        assertThat(page()).contains("Until it is failed everywhere", "Against size");
    }

    @Test
    void aPartitionIsShownAsItHeals() throws Exception {
        var run = BenchRun.of("partition", "-nodes=8", "-seconds=30", "-report=" + folder);

        assertThat(run.exit()).isZero();
        var rows = Files.readAllLines(folder.resolve("results.csv"));
        var end = rows.getLast().split(",");
        assertThat(end[1]).isEqualTo("100.0");
        assertThat(end[2]).isEqualTo("100.0");
        assertThat(rows.stream().skip(1).map(row -> Double.parseDouble(row.split(",")[1])))
                .anyMatch(alive -> alive <= 50);
        assertThat(page()).contains("Who is alive to whom");
    }

    @Test
    void namesWhatIsWrong() {
        assertThat(BenchRun.of("failure", "-nodes=8", "-killed=5").said())
                .contains("-killed must be a whole number from 1 to 4, was \"5\"");
        assertThat(BenchRun.of("overload", "-rates=0").said())
                .contains("-rates must be a whole number from 1 to 10000000, was \"0\"");
        assertThat(BenchRun.of("overload", "-h").said())
                .contains("-rates=")
                .doesNotContain("-killed");
    }

    private String page() throws IOException {
        return Files.readString(folder.resolve("index.html"));
    }
}
