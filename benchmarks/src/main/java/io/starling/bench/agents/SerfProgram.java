package io.starling.bench.agents;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// The program `serf`, new enough to be measured.
///
/// @param command its path
/// @param version such as 0.8.2-dev
public record SerfProgram(String command, String version) {
    private static final int MINOR_MIN = 8;
    private static final int SECONDS_MAX = 10;
    private static final int OUTPUT_BYTES_MAX = 4_096;
    private static final Pattern VERSION = Pattern.compile("v?((\\d+)\\.(\\d+)\\.\\S+)");

    /// @param path of the program; empty to look for it on the PATH
    /// @return empty if it was not named and is not there
    /// @throws IllegalArgumentException if it was named and is not there, or is too old
    public static Optional<SerfProgram> find(String path) {
        if (!path.isEmpty()) {
            return Optional.of(checked(path));
        }
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, "serf"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(found -> checked(found.toString()));
    }

    private static SerfProgram checked(String path) {
        var said = version(path);
        var found = VERSION.matcher(said);
        if (!found.find()) {
            throw new IllegalArgumentException(
                    "-serf: %s version says no version, but \"%s\""
                            .formatted(path, said.lines().findFirst().orElse("")));
        }
        if (found.group(2).equals("0") && Integer.parseInt(found.group(3)) < MINOR_MIN) {
            throw new IllegalArgumentException(
                    ("-serf: %s is serf %s, which is too old: its telemetry and its RPC are known"
                         + " from 0.%d on; install a newer one or name it with -serf=FILE")
                            .formatted(path, found.group(1), MINOR_MIN));
        }
        return new SerfProgram(path, found.group(1));
    }

    private static String version(String path) {
        try {
            var process = new ProcessBuilder(path, "version").redirectErrorStream(true).start();
            // A program that does not end would hold up the reading, too.
            var _ =
                    process.onExit()
                            .orTimeout(SECONDS_MAX, TimeUnit.SECONDS)
                            .exceptionally(_ -> process.destroyForcibly());
            return new String(
                    process.getInputStream().readNBytes(OUTPUT_BYTES_MAX), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new IllegalArgumentException(
                    "-serf: %s does not start: %s".formatted(path, failed.getMessage()), failed);
        }
    }
}
