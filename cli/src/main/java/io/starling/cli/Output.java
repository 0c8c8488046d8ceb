package io.starling.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a person or a program gets to see: results on one stream, everything else on the other.
///
/// Names, tags and payloads come from anybody in the cluster. None of it reaches a terminal before
/// [#printable] or [Json#write] made it harmless.
public final class Output {
    /// For people or for programs.
    public enum Format {
        TEXT,
        JSON;

        /// @throws UsageException if there is no such format
        static Format parse(String name) {
            return switch (name.toLowerCase(Locale.ROOT)) {
                case "text" -> TEXT;
                case "json" -> JSON;
                default ->
                        throw UsageException.of(
                                "-format is \"%s\": it is text or json".formatted(printable(name)));
            };
        }
    }

    private static final int EXCERPT_MAX = 300;

    private final PrintStream results;
    private final PrintStream notes;
    private final Format format;

    public Output(PrintStream results, PrintStream notes, Format format) {
        this.results = results;
        this.notes = notes;
        this.format = format;
    }

    public boolean isJson() {
        return format == Format.JSON;
    }

    /// @param text already printable
    public void line(String text) {
        results.println(text);
    }

    public void json(Json value) {
        results.println(value.write());
    }

    /// What a verb did that has nothing else to show.
    public void done(String sentence) {
        if (isJson()) {
            json(new Json.Fields(Map.of("Message", new Json.Text(sentence))));
        } else {
            line(printable(sentence));
        }
    }

    /// Columns two spaces apart, each as wide as its widest cell; the last is not padded.
    ///
    /// @param rows the first is the header; all of one length
    public void table(List<List<String>> rows) {
        var widths = new int[rows.getFirst().size()];
        var printable = rows.stream().map(r -> r.stream().map(Output::printable).toList()).toList();
        for (var row : printable) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], columns(row.get(i)));
            }
        }
        for (var row : printable) {
            var line = new StringBuilder();
            for (int i = 0; i < widths.length - 1; i++) {
                var cell = row.get(i);
                line.append(cell).repeat(' ', widths[i] - columns(cell) + 2);
            }
            results.println(line.append(row.getLast()).toString().stripTrailing());
        }
    }

    /// A remark that is no result.
    public void note(String text) {
        notes.println(printable(text));
    }

    /// Pushes out what was written, so that a reader of a pipe sees it now.
    ///
    /// @return whether somebody still takes it
    public boolean flush() {
        return !results.checkError();
    }

    private static int columns(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    /// `text` with everything escaped that could move a cursor, colour a screen or hide what is
    /// really there: control and format characters, line ends, halves of surrogate pairs.
    public static String printable(String text) {
        if (isPrintable(text)) {
            return text;
        }
        var out = new StringBuilder();
        text.codePoints()
                .forEach(
                        c -> {
                            if (isHarmless(c)) {
                                out.appendCodePoint(c);
                            } else {
                                escape(c, out);
                            }
                        });
        return out.toString();
    }

    /// Whether [#printable] leaves `text` as it is.
    public static boolean isPrintable(String text) {
        return text.codePoints().allMatch(Output::isHarmless);
    }

    /// The printable beginning of a text that may be long.
    static String excerpt(String text) {
        boolean cut = text.length() > EXCERPT_MAX;
        return cut ? printable(text.substring(0, EXCERPT_MAX)) + "…" : printable(text);
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    false;
            default -> true;
        };
    }

    private static void escape(int c, StringBuilder out) {
        for (char unit : Character.toChars(c)) {
            var hex = Integer.toHexString(unit);
            out.append("\\u").repeat('0', 4 - hex.length()).append(hex);
        }
    }
}
