package io.starling.gossip.wire;

import java.io.IOException;

/// Ends the reading of malformed input at once. It never leaves this package: the codecs turn it
/// into a value.
///
/// Without a stack trace: strangers decide how many of these are made, and they are our routine.
final class MalformedException extends IOException {
    private static final long serialVersionUID = 1L;

    /// @param reason for people; names the value and the limit
    MalformedException(String reason) {
        super(reason);
    }

    String reason() {
        return String.valueOf(getMessage());
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
