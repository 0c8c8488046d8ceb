package io.starling.bench;

import java.nio.file.Files;
import java.nio.file.Path;

/// The command that starts agents: the one that started this, or what `-starling` names.
final class Launcher {
    /// Set by the launcher itself.
    static final String PROPERTY = "starling.launcher";

    private Launcher() {}

    /// @throws IllegalArgumentException if there is none
    static String find(Flags flags) {
        var path = flags.text("starling", System.getProperty(PROPERTY, ""));
        if (path.isEmpty()) {
            throw new IllegalArgumentException(
                    "separate agents need the command that starts them: run ./starling bench, or"
                            + " give -starling=FILE");
        }
        if (!Files.isExecutable(Path.of(path))) {
            throw new IllegalArgumentException(
                    "-starling: %s is no program that can be started".formatted(path));
        }
        return Path.of(path).toAbsolutePath().toString();
    }
}
