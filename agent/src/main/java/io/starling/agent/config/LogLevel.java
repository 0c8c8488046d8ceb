package io.starling.agent.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// How much the agent logs.
public enum LogLevel {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR;

    /// @param text in any case; `err` and `warning` are understood too
    static Optional<LogLevel> parse(String text) {
        var name = text.toUpperCase(Locale.ROOT);
        return switch (name) {
            case "ERR" -> Optional.of(ERROR);
            case "WARNING" -> Optional.of(WARN);
            default -> Arrays.stream(values()).filter(level -> level.name().equals(name)).findAny();
        };
    }

    static String choices() {
        return Arrays.stream(values())
                .map(level -> level.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
