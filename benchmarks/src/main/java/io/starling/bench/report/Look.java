package io.starling.bench.report;

import java.util.List;
import java.util.Locale;

/// How a series is drawn: a colour of Okabe and Ito's palette, which the colour-blind can tell
/// apart, and a stroke or shape of its own, which nobody needs colours for.
public enum Look {
    /// What is measured.
    OURS("ours", "", Mark.DISC),
    OURS_DASHED("ours", "7 4", Mark.SQUARE),
    OURS_DOTTED("ours", "2 3", Mark.DIAMOND),
    OURS_MIXED("ours", "9 3 2 3", Mark.TRIANGLE),
    /// What it is held against.
    OTHERS("others", "", Mark.DISC),
    OTHERS_DASHED("others", "7 4", Mark.SQUARE),
    OTHERS_DOTTED("others", "2 3", Mark.DIAMOND),
    OTHERS_MIXED("others", "9 3 2 3", Mark.TRIANGLE),
    /// What cannot be beaten.
    BOUND("bound", "5 3", Mark.NONE),
    /// Further kinds of the same.
    FIRST("first", "", Mark.DISC),
    SECOND("second", "7 4", Mark.SQUARE),
    THIRD("third", "2 3", Mark.DIAMOND),
    FOURTH("fourth", "9 3 2 3", Mark.TRIANGLE);

    /// What a single point looks like.
    enum Mark {
        NONE,
        DISC,
        SQUARE,
        DIAMOND,
        TRIANGLE
    }

    private final String colour;
    private final String dashes;
    private final Mark mark;

    Look(String colour, String dashes, Mark mark) {
        this.colour = colour;
        this.dashes = dashes;
        this.mark = mark;
    }

    private static final List<Look> KINDS = List.of(FIRST, SECOND, THIRD, FOURTH);
    private static final List<Look> OURS_ALL = List.of(OURS, OURS_DASHED, OURS_DOTTED, OURS_MIXED);
    private static final List<Look> OTHERS_ALL =
            List.of(OTHERS, OTHERS_DASHED, OTHERS_DOTTED, OTHERS_MIXED);

    /// One of several kinds; after four they begin again, as do those below.
    public static Look kind(int index) {
        return KINDS.get(index % KINDS.size());
    }

    public static Look ours(int index) {
        return OURS_ALL.get(index % OURS_ALL.size());
    }

    public static Look others(int index) {
        return OTHERS_ALL.get(index % OTHERS_ALL.size());
    }

    String stroke() {
        return dashes.isEmpty()
                ? "class=\"line %s\"".formatted(colour)
                : "class=\"line %s\" stroke-dasharray=\"%s\"".formatted(colour, dashes);
    }

    String bar() {
        return "class=\"bar %s\"".formatted(colour);
    }

    /// The shape at a point, around 3 in size.
    String point(double x, double y, String title) {
        var shape =
                switch (mark) {
                    case NONE -> "";
                    case DISC -> "M-3 0a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z";
                    case SQUARE -> "M-2.7 -2.7h5.4v5.4h-5.4z";
                    case DIAMOND -> "M0 -3.7L3.7 0L0 3.7L-3.7 0z";
                    case TRIANGLE -> "M0 -3.6L3.5 2.8L-3.5 2.8z";
                };
        return shape.isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "<path class=\"mark %s\" transform=\"translate(%.1f %.1f)\" d=\"%s\">"
                                + "<title>%s</title></path>",
                        colour,
                        x,
                        y,
                        shape,
                        Html.text(title));
    }
}
