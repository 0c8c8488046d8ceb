package io.starling.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One plot as SVG within HTML: its title and legend are text of the page, so that they wrap on a
/// narrow one, and its colours are those of the page, light or dark.
public final class Plot {
    private static final double WIDTH = 400;
    private static final double HEIGHT = 262;
    private static final double LEFT = 52;
    private static final double RIGHT = 382;
    private static final double TOP = 10;
    private static final double BOTTOM = 216;

    private final String title;
    private final String says;
    private final Axis across;
    private final Axis up;
    private final StringBuilder marks = new StringBuilder();
    private final List<Named> legend = new ArrayList<>();

    private record Named(String name, Look look, boolean bar) {}

    /// @param says one sentence on what is to be seen
    public Plot(String title, String says, Axis across, Axis up) {
        this.title = title;
        this.says = says;
        this.across = across;
        this.up = up;
    }

    /// A line through points of (across, up); what lies outside of the axes is left out.
    public Plot line(String name, Look look, List<double[]> points) {
        named(name, look, false);
        var path = new StringBuilder();
        for (var point : shown(points)) {
            path.append(path.isEmpty() ? 'M' : 'L').append(at(x(point[0]), y(point[1])));
        }
        marks.append("<path %s d=\"%s\"/>%n".formatted(look.stroke(), path));
        return this;
    }

    /// The same, with a mark at each point that says its values when pointed at.
    public Plot points(String name, Look look, List<double[]> points) {
        line(name, look, points);
        for (var point : shown(points)) {
            var title =
                    "%s: %s at %s"
                            .formatted(name, Axis.text(rounded(point[1])), Axis.text(point[0]));
            marks.append(look.point(x(point[0]), y(point[1]), title)).append('\n');
        }
        return this;
    }

    /// Bars at whole numbers, side by side with those of other series.
    ///
    /// @param place of this series among `places` of them
    public Plot bars(String name, Look look, double[] heights, int place, int places) {
        named(name, look, true);
        double room = (RIGHT - LEFT) / (across.max() - across.min()) * 0.8;
        double width = room / places;
        for (int i = 0; i < heights.length; i++) {
            if (heights[i] > 0 && across.shows(i)) {
                double left = x(i) - room / 2 + place * width;
                marks.append(
                        String.format(
                                Locale.ROOT,
                                "<rect %s x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\">"
                                        + "<title>%s: %s at %d</title></rect>%n",
                                look.bar(),
                                left,
                                y(heights[i]),
                                Math.max(1, width - 1),
                                BOTTOM - y(heights[i]),
                                Html.text(name),
                                Axis.text(rounded(heights[i])),
                                i));
            }
        }
        return this;
    }

    private void named(String name, Look look, boolean bar) {
        legend.add(new Named(name, look, bar));
    }

    private List<double[]> shown(List<double[]> points) {
        return points.stream()
                .filter(point -> across.shows(point[0]) && up.shows(point[1]))
                .toList();
    }

    private static double rounded(double value) {
        double scale = value < 10 ? 1_000 : 10;
        return Math.round(value * scale) / scale;
    }

    private double x(double value) {
        return LEFT + across.place(value) * (RIGHT - LEFT);
    }

    private double y(double value) {
        return BOTTOM - up.place(value) * (BOTTOM - TOP);
    }

    private static String at(double x, double y) {
        return String.format(Locale.ROOT, "%.1f %.1f", x, y);
    }

    String html() {
        return """
        <figure>
        <figcaption><h3>%s</h3><p>%s</p>%s</figcaption>
        <svg viewBox="0 0 %.0f %.0f" role="img" aria-label="%s">
        %s%s</svg>
        </figure>
        """
                .formatted(
                        Html.text(title),
                        Html.text(says),
                        legendHtml(),
                        WIDTH,
                        HEIGHT,
                        Html.text(title + ". " + says),
                        frame(),
                        marks);
    }

    private String legendHtml() {
        var items = new StringBuilder();
        for (var entry : legend) {
            var look = entry.look();
            var sample =
                    entry.bar()
                            ? "<rect %s x=\"6\" y=\"1\" width=\"14\" height=\"10\"/>"
                                    .formatted(look.bar())
                            : "<path %s d=\"M0 6H26\"/>%s"
                                    .formatted(look.stroke(), look.point(13, 6, entry.name()));
            items.append(
                    "<li><svg viewBox=\"0 0 26 12\" aria-hidden=\"true\">%s</svg>%s</li>"
                            .formatted(sample, Html.text(entry.name())));
        }
        return "<ul class=\"legend\">" + items + "</ul>";
    }

    private String frame() {
        var frame = new StringBuilder();
        for (double tick : up.ticks()) {
            frame.append(
                    String.format(
                            Locale.ROOT,
                            "<path class=\"grid\" d=\"M%.1f %.1fH%.1f\"/>"
                                    + "<text x=\"%.1f\" y=\"%.1f\" class=\"up\">%s</text>%n",
                            LEFT,
                            y(tick),
                            RIGHT,
                            LEFT - 6,
                            y(tick) + 4,
                            Axis.text(tick)));
        }
        for (double tick : across.ticks()) {
            frame.append(
                    String.format(
                            Locale.ROOT,
                            "<path class=\"grid\" d=\"M%.1f %.1fV%.1f\"/>"
                                    + "<text x=\"%.1f\" y=\"%.1f\">%s</text>%n",
                            x(tick),
                            TOP,
                            BOTTOM + 4,
                            x(tick),
                            BOTTOM + 17,
                            Axis.text(tick)));
        }
        frame.append(
                String.format(
                        Locale.ROOT,
                        "<path class=\"axis\" d=\"M%.1f %.1fV%.1fH%.1f\"/>"
                                + "<text x=\"%.1f\" y=\"%.1f\" class=\"label\">%s</text>"
                                + "<text transform=\"translate(11 %.1f) rotate(-90)\""
                                + " class=\"label\">%s</text>%n",
                        LEFT,
                        TOP,
                        BOTTOM,
                        RIGHT,
                        (LEFT + RIGHT) / 2,
                        HEIGHT - 10,
                        Html.text(across.label()),
                        (TOP + BOTTOM) / 2,
                        Html.text(up.label())));
        return frame.toString();
    }
}
