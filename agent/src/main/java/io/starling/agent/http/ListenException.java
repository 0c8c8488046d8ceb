package io.starling.agent.http;

/// The address for HTTP is taken, or not one of this host.
public final class ListenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ListenException(String message, Throwable cause) {
        super(message, cause);
    }
}
