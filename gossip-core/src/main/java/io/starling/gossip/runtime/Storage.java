package io.starling.gossip.runtime;

import java.util.function.Consumer;

/// A few small files that survive the process. A full or broken disk is a value, never an
/// exception.
public interface Storage {

    /// Whether files outlive the process. If not, there is no point in writing what only a restart
    /// would read.
    default boolean isDurable() {
        return true;
    }

    /// The whole file; empty if there is none. May block, and is called only before the loop
    /// starts.
    Read read(String file);

    /// Adds `bytes` at the end of the file, after everything that was asked for before. Never
    /// blocks; `done` runs on the loop, never inside this call, in the order of the calls; only a
    /// write that is refused at once, because too much waits, may be answered earlier. After a
    /// crash, a prefix of `bytes` may be there. After a failure too, but the next append starts
    /// where the failed one did.
    void append(String file, byte[] bytes, Consumer<Written> done);

    /// Puts `bytes` in place of the file, whole or not at all, durably. Never blocks; `done` runs
    /// on the loop, never inside this call, in the same order.
    void replace(String file, byte[] bytes, Consumer<Written> done);

    sealed interface Read {
        record Contents(byte[] bytes) implements Read {}

        record Failed(String reason) implements Read {}
    }

    sealed interface Written {
        record Done() implements Written {}

        record Failed(String reason) implements Written {}
    }
}
