package io.starling.agent.watch;

/// How many runs work through what waits for a handler: none before it is open, none begun after it
/// is closed, and never more at once than its watch may have.
///
/// Guarded by the lock of its watch.
final class Crew {
    private final int runningMax;
    private final Runs runs;
    private boolean opened;
    private boolean closed;
    private int running;

    Crew(int runningMax, Runs runs) {
        this.runningMax = runningMax;
        this.runs = runs;
    }

    void open() {
        opened = true;
    }

    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    boolean isIdle() {
        return running == 0;
    }

    /// @param work goes on until there is nothing more to do, and then [#leave]s
    void beginIfFree(Runnable work) {
        if (opened && !closed && running < runningMax) {
            running++;
            runs.begin(work);
        }
    }

    void leave() {
        running--;
    }
}
