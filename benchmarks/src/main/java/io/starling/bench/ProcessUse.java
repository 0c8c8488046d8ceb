package io.starling.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What processes have used, by the kernel's books below `/proc`.
///
/// @param cpuSeconds of all together, in user and kernel mode
/// @param residentMegabytes of all together; what they share counts at each
record ProcessUse(double cpuSeconds, double residentMegabytes) {
    /// The kernel's books count in hundredths of a second on every Linux of today.
    private static final double TICKS_PER_SECOND = 100;
    private static final int USER = 11;
    private static final int SYSTEM = 12;

    static ProcessUse of(List<Long> pids) {
        return new ProcessUse(
                pids.stream().mapToDouble(ProcessUse::cpuSeconds).sum(),
                pids.stream().mapToDouble(ProcessUse::megabytes).sum());
    }

    private static double cpuSeconds(long pid) {
        var stat = read(pid, "stat");
        // Fields are counted after the name, which may have blanks in it.
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])) / TICKS_PER_SECOND;
    }

    private static double megabytes(long pid) {
        return read(pid, "status")
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElse(0);
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(pid), file));
        } catch (IOException gone) {
            throw new UncheckedIOException("agent %d is gone".formatted(pid), gone);
        }
    }
}
