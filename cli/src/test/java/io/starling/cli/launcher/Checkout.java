package io.starling.cli.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A copy of the launcher in a folder of its own, in a world where Java and Maven are what a test
/// says.
///
/// The `java` here is a script that prints how it was called; the `mvn` lays down jars. The PATH
/// holds nothing but these and the few tools that the launcher uses.
final class Checkout {
    private static final Path LAUNCHER = Path.of("..", "starling").toAbsolutePath().normalize();
    private static final List<String> TOOLS =
            List.of(
                    "sh",
                    "cp",
                    "date",
                    "dirname",
                    "find",
                    "grep",
                    "ls",
                    "mkdir",
                    "mv",
                    "readlink",
                    "rm",
                    "rmdir",
                    "sed",
                    "sleep",
                    "tail",
                    "touch",
                    "flock",
                    "env",
                    "cat");
    private static final long PATIENCE_SECONDS = 60;

    final Path home;
    final Path path;
    private final Path jvms;
    private final Map<String, String> environment = new HashMap<>();

    /// What came of a start.
    record Started(int status, String out, String err) {}

    /// @param home created; the launcher goes there
    Checkout(Path home) throws IOException {
        this.home = Files.createDirectories(home);
        var world = Files.createDirectories(home.resolveSibling(home.getFileName() + "-world"));
        this.path = Files.createDirectories(world.resolve("bin"));
        this.jvms = Files.createDirectories(world.resolve("jvm"));
        for (var tool : TOOLS) {
            for (var folder : List.of("/usr/bin", "/bin")) {
                var real = Path.of(folder, tool);
                if (Files.exists(real) && !Files.exists(path.resolve(tool))) {
                    // A link out of the temporary folder would alarm whoever clears it.
                    executable(path.resolve(tool), "#!/bin/sh\nexec %s \"$@\"\n".formatted(real));
                }
            }
        }
        var script = Files.readString(LAUNCHER);
        var moved = script.replace("jvms=/usr/lib/jvm\n", "jvms='" + jvms + "'\n");
        if (moved.equals(script)) {
            throw new AssertionError("the launcher has no line jvms=/usr/lib/jvm any more");
        }
        executable(home.resolve("starling"), moved);
        environment.put("PATH", path.toString());
        environment.put("LANG", "C.UTF-8");
    }

    /// Gives it sources, and a Maven that builds them.
    Checkout withSources() throws IOException {
        for (var module : List.of("gossip-core", "agent", "cli", "benchmarks")) {
            var sources = Files.createDirectories(home.resolve(module).resolve("src/main"));
            Files.writeString(sources.resolve("Code.java"), "old");
            Files.writeString(home.resolve(module).resolve("pom.xml"), "<project/>");
        }
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        return mvn(
                """
                for module in agent cli benchmarks; do
                  mkdir -p "$module/target/lib"
                  cp "$module/src/main/Code.java" "$module/target/$module-0.1.0.jar"
                  echo library >"$module/target/lib/library-1.jar"
                done
                echo "[INFO] --- maven-compiler-plugin:3:compile (default-compile) @ cli ---"
                """);
    }

    /// @param script runs in the checkout; each run leaves a line in the file `builds`
    Checkout mvn(String script) throws IOException {
        executable(
                path.resolve("mvn"),
                "#!/bin/sh\necho \"$JAVA_HOME $*\" >>'%s'\n%s".formatted(builds(), script));
        return this;
    }

    Checkout withoutMvn() throws IOException {
        Files.deleteIfExists(path.resolve("mvn"));
        return this;
    }

    private Path builds() {
        return path.resolveSibling("builds");
    }

    List<String> builtWith() throws IOException {
        return Files.exists(builds()) ? Files.readAllLines(builds()) : List.of();
    }

    /// A JDK below the folder where they are installed.
    Path installJdk(String name, String version) throws IOException {
        return jdk(jvms.resolve(name), version);
    }

    /// A JDK anywhere. Its java prints its folder, the options that matter and the arguments.
    static Path jdk(Path folder, String version) throws IOException {
        Files.createDirectories(folder.resolve("bin"));
        Files.writeString(
                folder.resolve("release"),
                "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"%s\"\nOS_NAME=\"Linux\"\n"
                        .formatted(version));
        executable(
                folder.resolve("bin/java"),
                """
                #!/bin/sh
                echo "java: %s"
                for word; do echo "[$word]"; done
                """
                        .formatted(folder));
        executable(folder.resolve("bin/javac"), "#!/bin/sh\n");
        return folder;
    }

    Checkout set(String variable, Object value) {
        environment.put(variable, value.toString());
        return this;
    }

    /// Gives it programs in place of sources, as an unpacked distribution has them.
    Checkout withPrograms() throws IOException {
        for (var program : List.of("agent", "cli")) {
            Files.createDirectories(home.resolve("lib").resolve(program));
        }
        return this;
    }

    void edit(String file) throws IOException {
        Files.writeString(home.resolve(file), "new");
    }

    /// Sends a signal, as a terminal or an init system does.
    static void signal(Process process, String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
    }

    Started start(String... words) throws IOException, InterruptedException {
        return start(home, home.resolve("starling"), words);
    }

    Started start(Path from, Path launcher, String... words)
            throws IOException, InterruptedException {
        return finish(begin(from, launcher, words));
    }

    Process begin(Path from, Path launcher, String... words) throws IOException {
        // A JVM never hears a signal that its parent ignored, as background jobs of some shells do.
        var command =
                new ArrayList<>(
                        List.of("env", "--default-signal=HUP,INT,TERM", launcher.toString()));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command).directory(from.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    static Started finish(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        var inTime =
                process.onExit()
                        .thenApply(_ -> true)
                        .completeOnTimeout(false, PATIENCE_SECONDS, TimeUnit.SECONDS);
        inTime.thenAccept(ended -> endUnless(ended, process));
        var out = process.inputReader().readAllAsString();
        var err = process.errorReader().readAllAsString();
        if (!inTime.join()) {
            throw new AssertionError("did not end by itself; it said: " + out + err);
        }
        return new Started(process.waitFor(), out, err);
    }

    private static void endUnless(boolean ended, Process process) {
        if (!ended) {
            process.destroyForcibly();
        }
    }

    static void executable(Path file, String script) throws IOException {
        Files.writeString(file, script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
