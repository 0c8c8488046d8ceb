package io.starling.gossip.netty;

/// The data directory cannot be used. The message names the directory, the cause and the remedy.
/// Nothing was opened.
public final class DataDirectoryException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DataDirectoryException(String message) {
        super(message);
    }

    DataDirectoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
