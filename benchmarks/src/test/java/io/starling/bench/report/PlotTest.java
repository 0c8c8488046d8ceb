package io.starling.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

import java.util.List;

class PlotTest {

    @Test
    void aLogarithmicAxisHasWholeDecades() {
        var axis = Axis.logarithmic("ms", 0.3, 700);

        assertThat(axis.ticks().stream().map(Axis::text).toList())
                .containsExactly("0.1", "1", "10", "100", "1000");
        assertThat(axis.place(10)).isEqualTo(0.5);
    }

    @Test
    void aLinearAxisEndsAtARoundNumber() {
        assertThat(Axis.linear("copies", 18.2).max()).isEqualTo(20);
        assertThat(Axis.linear("%", 100).ticks())
                .containsExactly(0.0, 20.0, 40.0, 60.0, 80.0, 100.0);
        assertThat(Axis.linear("nothing", 0).max()).isEqualTo(1);
    }

    @Test
    void anAxisGoesUpward() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Axis("ms", 0, 10, true, false))
                .withMessageContaining("0.0..10.0");
    }

    @Test
    void aLineGoesThroughItsPointsAndLeavesOutWhatIsOutside() {
        var html =
                new Plot("Speed", "Says it.", Axis.linear("s", 10), Axis.linear("m", 10))
                        .line(
                                "ours",
                                Look.OURS,
                                List.of(
                                        new double[] {0, 0},
                                        new double[] {10, 10},
                                        new double[] {11, 5},
                                        new double[] {5, Double.NaN}))
                        .html();

        assertThat(html).contains("d=\"M52.0 216.0L382.0 10.0\"").contains(">ours</li>");
    }

    @Test
    void textIsNeverTakenForMarkup() {
        var html =
                new Page()
                        .headed("a < b", "bench -csv=\"x&y\"")
                        .sentence("<script>")
                        .table(List.of("<b>"), List.of(List.of("&")))
                        .html(false);

        assertThat(html)
                .contains("a &lt; b", "&quot;x&amp;y&quot;", "&lt;script&gt;", "&lt;b&gt;")
                .doesNotContain("<script>", "<b>");
    }
}
