package io.starling.agent;

/// How the agent's process ends. Scripts and service managers look at it, so the numbers stay.
public enum ExitCode {
    OK(0),
    /// Wrong flags or configuration.
    USAGE(1),
    /// An address is taken, or not of this host.
    CANNOT_BIND(2),
    /// None of the nodes of `-join` answered, or of `-retry-join` in `-retry-max` tries.
    JOIN_FAILED(3),
    /// The data directory or the pid file is in use, or cannot be written.
    IN_USE(4),
    /// Anything else; the log has the details.
    FAILED(5),
    UNKNOWN_COMMAND(127);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
