package io.starling.agent.watch;

/// Does what a watch is there for. Thread-safe.
@FunctionalInterface
interface Handler {

    /// Returns when it is done, at the latest after the handler's timeout and a moment for clearing
    /// up. An interrupt ends it, and everything it started, at once.
    Outcome run(Batch batch);
}
