package io.starling.bench.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/// One page of HTML that needs nothing but itself: sentences, tables and plots.
public final class Page {
    private final List<String> body = new ArrayList<>();
    private String title = "Measurement";
    private String command = "";

    /// @param command what was typed to get it
    public Page headed(String title, String command) {
        this.title = title;
        this.command = command;
        return this;
    }

    public Page heading(String text) {
        body.add("<h2>" + Html.text(text) + "</h2>");
        return this;
    }

    public Page sentence(String text) {
        body.add("<p>" + Html.text(text) + "</p>");
        return this;
    }

    /// @param rows their first cell names them, the others are numbers
    public Page table(List<String> head, List<List<String>> rows) {
        body.add(
                "<div class=\"wide\"><table><thead>%s</thead><tbody>%s</tbody></table></div>"
                        .formatted(
                                row("th scope=\"col\"", "th", head),
                                rows.stream()
                                        .map(cells -> row("td", "td", cells))
                                        .collect(Collectors.joining("\n"))));
        return this;
    }

    private static String row(String open, String close, List<String> cells) {
        return cells.stream()
                .map(cell -> "<%s>%s</%s>".formatted(open, Html.text(cell), close))
                .collect(Collectors.joining("", "<tr>", "</tr>"));
    }

    public Page plots(List<Plot> plots) {
        body.add(
                plots.stream()
                        .map(Plot::html)
                        .collect(Collectors.joining("", "<div class=\"plots\">\n", "</div>")));
        return this;
    }

    /// @param partial whether the run ended before its time
    String html(boolean partial) {
        return """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>%s</title>
        <style>
        %s</style>
        </head>
        <body>
        <main>
        <h1>%s</h1>
        %s<p class="command"><code>%s</code></p>
        %s
        </main>
        </body>
        </html>
        """
                .formatted(
                        Html.text(title),
                        style(),
                        Html.text(title),
                        partial
                                ? "<p class=\"partial\" role=\"alert\">Partial: the run was"
                                        + " interrupted, and this is what it had measured by"
                                        + " then.</p>\n"
                                : "",
                        Html.text(command),
                        String.join("\n", body));
    }

    private static String style() {
        try (var style = Page.class.getResourceAsStream("report.css")) {
            return new String(
                    Objects.requireNonNull(style, "report.css is missing").readAllBytes(),
                    StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
