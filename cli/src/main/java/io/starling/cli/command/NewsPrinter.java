package io.starling.cli.command;

import io.starling.cli.Output;

import java.util.List;
import java.util.Map;

/// Prints news, for as long as somebody reads them.
final class NewsPrinter implements News.Sink {
    private final Output output;

    NewsPrinter(Output output) {
        this.output = output;
    }

    @Override
    public boolean take(List<News> news, Map<String, String> environment) {
        for (var one : news) {
            if (output.isJson()) {
                output.json(one.json());
            } else {
                output.line(one.line());
            }
        }
        return output.flush();
    }
}
