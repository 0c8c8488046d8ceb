package io.starling.cli;

/// The agent cannot be reached, refuses, or is none. The message is a sentence for the operator.
public final class AgentException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private static final int NO_STATUS = 0;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    private final int status;
    private final boolean broken;

    private AgentException(String message, int status, boolean broken) {
        super(message);
        this.status = status;
        this.broken = broken;
    }

    /// Nothing answers, or the connection broke.
    static AgentException unreachable(String message) {
        return new AgentException(message, NO_STATUS, true);
    }

    /// Something answers, and it does not behave like an agent.
    public static AgentException notAnAgent(String message) {
        return new AgentException(message, NO_STATUS, false);
    }

    /// The agent answered with another status than success.
    ///
    /// @param body its explanation, shortened and printable
    static AgentException refused(int status, String body) {
        var reason = body.isEmpty() ? "" : " (" + body + ")";
        return new AgentException("Unexpected response code: " + status + reason, status, false);
    }

    /// The same, beginning with what was attempted if the agent refused it. What is wrong with the
    /// connection needs no such prefix.
    public AgentException during(String attempt) {
        return status == NO_STATUS
                ? this
                : new AgentException(attempt + ": " + getMessage(), status, broken);
    }

    /// Whether the agent answered, and said no.
    public boolean isRefusal() {
        return status != NO_STATUS;
    }

    /// Whether the same request may succeed later, without anybody changing it.
    public boolean isPassing() {
        return broken || status == TOO_MANY_REQUESTS || status >= SERVER_ERROR;
    }
}
