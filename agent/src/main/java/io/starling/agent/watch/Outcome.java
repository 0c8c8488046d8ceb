package io.starling.agent.watch;

/// How a run of a handler ended.
sealed interface Outcome {
    /// @param how for the log: `exit status 0`, `status 204`
    /// @param output the last part of what it wrote, or answered
    record Done(String how, String output) implements Outcome {}

    record Failed(String how, String output) implements Outcome {}

    record TimedOut(String output) implements Outcome {}

    /// The agent stops, or has ended the run for another reason that is not the handler's.
    record Stopped() implements Outcome {}
}
