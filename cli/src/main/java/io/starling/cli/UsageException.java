package io.starling.cli;

/// The command line itself is wrong: nothing was asked of any agent.
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean helpWanted;

    private UsageException(String message, boolean helpWanted) {
        super(message);
        this.helpWanted = helpWanted;
    }

    /// @param message names the value, and what is permitted
    public static UsageException of(String message) {
        return new UsageException(message, false);
    }

    /// For a verb that was called without what it cannot do without: its help follows the message.
    public static UsageException withHelp(String message) {
        return new UsageException(message, true);
    }

    public boolean isHelpWanted() {
        return helpWanted;
    }
}
