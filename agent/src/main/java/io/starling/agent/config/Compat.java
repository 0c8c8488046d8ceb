package io.starling.agent.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Whose contract a watch of events keeps.
public enum Compat {
    /// Starling's own: a watch begins now, and never hands out an old event.
    NONE,
    /// Consul's: a watch begins with what is there, at the start and at every reload.
    CONSUL;

    static Optional<Compat> parse(String text) {
        var name = text.toUpperCase(Locale.ROOT);
        return Arrays.stream(values()).filter(compat -> compat.name().equals(name)).findAny();
    }
}
