package io.starling.agent;

import io.starling.agent.config.ConfigException;
import io.starling.agent.config.ConfigLoader;
import io.starling.agent.config.Loaded;

/// Reads the configuration again, and remembers what it was. Thread-safe: one reload at a time.
final class Reloader {
    private final ConfigLoader loader;
    private Loaded current;

    Reloader(ConfigLoader loader, Loaded first) {
        this.loader = loader;
        this.current = first;
    }

    record Reloaded(Loaded before, Loaded now) {}

    /// @throws ConfigException with all problems; then the former configuration stays
    synchronized Reloaded reload() throws ConfigException {
        var reloaded = new Reloaded(current, loader.load());
        current = reloaded.now();
        return reloaded;
    }
}
