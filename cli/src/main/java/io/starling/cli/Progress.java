package io.starling.cli;

import java.io.PrintStream;

/// A word to a person who waits for more than a second. It is wiped away when the wait is over, and
/// never shown where nobody looks.
public final class Progress {
    private static final long PATIENCE_MILLIS = 1_000;
    private static final String WIPE = "\r\u001b[K";

    private final PrintStream terminal;
    private final boolean watched;

    /// @param watched whether `terminal` is one; the launcher knows, a JVM cannot tell
    Progress(PrintStream terminal, boolean watched) {
        this.terminal = terminal;
        this.watched = watched;
    }

    /// @param text printable
    Wait waitFor(String text) {
        if (!watched) {
            return () -> {};
        }
        var timer = new Thread(() -> showLater(text), "progress");
        timer.setDaemon(true);
        timer.start();
        return () -> {
            timer.interrupt();
            try {
                timer.join();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        };
    }

    /// Says how far something has come, in place of what was said before.
    ///
    /// @param text printable
    public void say(String text) {
        if (watched) {
            show(WIPE + text);
        }
    }

    /// Wipes away what was said.
    public void end() {
        say("");
    }

    private void showLater(String text) {
        try {
            Thread.sleep(PATIENCE_MILLIS);
        } catch (InterruptedException soonEnough) {
            return;
        }
        show(text);
        try {
            Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException over) {
            show(WIPE);
        }
    }

    private void show(String text) {
        terminal.print(text);
        terminal.flush();
    }

    /// One wait; closing it ends it.
    @FunctionalInterface
    interface Wait extends AutoCloseable {
        @Override
        void close();
    }
}
