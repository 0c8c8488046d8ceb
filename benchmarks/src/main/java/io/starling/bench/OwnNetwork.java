package io.starling.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/// A network that nobody else uses, so that the kernel's counters are those of the agents: a
/// network namespace of Linux, in which this program starts itself again.
final class OwnNetwork {
    private static final String INSIDE = "starling.bench.network";
    private static final Path COUNTERS = Path.of("/proc/net/snmp");
    private static final List<String> AS_ROOT = List.of("unshare", "--net");
    /// Where the system lets anybody have namespaces.
    private static final List<String> AS_ANYBODY = List.of("unshare", "--map-root-user", "--net");
    private static final String UP = "ip link set lo up && exec \"$@\"";

    private OwnNetwork() {}

    static boolean isInside() {
        return Boolean.getBoolean(INSIDE);
    }

    /// Runs the same command in a network of its own.
    ///
    /// @return its exit status; empty if there can be no such network, or this is in it already
    static OptionalInt enter(String[] args) {
        if (isInside()) {
            return OptionalInt.empty();
        }
        for (var unshare : List.of(AS_ROOT, AS_ANYBODY)) {
            if (works(unshare)) {
                return OptionalInt.of(run(unshare, args));
            }
        }
        return OptionalInt.empty();
    }

    private static boolean works(List<String> unshare) {
        try {
            return new ProcessBuilder(inside(unshare, List.of("true")))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .onExit()
                            .join()
                            .exitValue()
                    == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    private static int run(List<String> unshare, String[] args) {
        var java =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-D%s=true".formatted(INSIDE),
                                "-D%s=%s"
                                        .formatted(
                                                Launcher.PROPERTY,
                                                System.getProperty(Launcher.PROPERTY, "")),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName()));
        java.addAll(Arrays.asList(args));
        try {
            var process = new ProcessBuilder(inside(unshare, java)).inheritIO().start();
            // It ends its agents itself when it is asked to end.
            var atShutdown = new Thread(() -> end(process), "end-inner");
            Runtime.getRuntime().addShutdownHook(atShutdown);
            return process.onExit().join().exitValue();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static List<String> inside(List<String> unshare, List<String> command) {
        var all = new ArrayList<>(unshare);
        all.addAll(List.of("sh", "-c", UP, "sh"));
        all.addAll(command);
        return all;
    }

    private static void end(Process process) {
        process.destroy();
        process.onExit().join();
    }

    /// @return datagrams that all processes of this network have sent
    static long datagrams() {
        try {
            var rows =
                    Files.readAllLines(COUNTERS).stream()
                            .filter(line -> line.startsWith("Udp:"))
                            .map(line -> List.of(line.split(" ")))
                            .toList();
            return Long.parseLong(rows.get(1).get(rows.get(0).indexOf("OutDatagrams")));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + COUNTERS, unreadable);
        }
    }
}
