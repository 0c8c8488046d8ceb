package io.starling.bench;

import java.util.Locale;

/// Says on standard error how far a measurement is and how long the rest will take: on a terminal
/// in one line, elsewhere by a line now and then.
///
/// The launcher says whether standard error is a terminal, for Java cannot tell.
final class Progress {
    private static final boolean TERMINAL = Boolean.getBoolean("starling.terminal");
    private static final long PAUSE_NANOS = TERMINAL ? 300_000_000L : 5_000_000_000L;
    /// Before it, the JVM is still warming up, and any guess is far too long.
    private static final double KNOWN_SHARE = 0.01;
    private static final String CLEAR_LINE = "\r\033[K";

    private final double planned;
    private final long began = System.nanoTime();
    private double done;
    private long saidAt = began;

    /// @param planned all work, in any unit
    Progress(double planned) {
        this.planned = planned;
    }

    /// @param work that was done since the last time
    void add(double work, String what) {
        done += work;
        long now = System.nanoTime();
        if (now - saidAt < PAUSE_NANOS) {
            return;
        }
        saidAt = now;
        double seconds = (now - began) / 1e9;
        double share = Math.min(1, done / planned);
        var line = String.format(Locale.ROOT, "%s: %.0f %%, %.0f s", what, 100 * share, seconds);
        if (share > KNOWN_SHARE) {
            line +=
                    String.format(
                            Locale.ROOT, ", about %.0f s to go", seconds / share * (1 - share));
        }
        if (TERMINAL) {
            System.err.print(CLEAR_LINE + line);
        } else {
            System.err.println(line);
        }
    }

    /// Makes room for results.
    void clear() {
        if (TERMINAL) {
            System.err.print(CLEAR_LINE);
        }
    }
}
