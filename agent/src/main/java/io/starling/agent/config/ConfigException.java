package io.starling.agent.config;

import java.util.List;

/// Everything that is wrong with a configuration, at once.
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    public ConfigException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /// One sentence each: where, what, and the remedy.
    public List<String> problems() {
        return problems;
    }
}
