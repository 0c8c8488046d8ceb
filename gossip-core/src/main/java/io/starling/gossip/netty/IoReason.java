package io.starling.gossip.netty;

import java.nio.channels.ClosedChannelException;
import java.util.Locale;

/// Puts what the system said of a failure into words that fit into the middle of a sentence.
final class IoReason {
    /// Chains of causes are short; this only guards against one that bites its tail.
    private static final int CAUSES_MAX = 16;

    private IoReason() {}

    static String of(Throwable failure) {
        var root = failure;
        for (int i = 0; i < CAUSES_MAX && root.getCause() != null; i++) {
            root = root.getCause();
        }
        if (root instanceof ClosedChannelException) {
            return "the connection was closed";
        }
        var message = root.getMessage();
        if (message == null || message.isBlank()) {
            return root.getClass().getSimpleName();
        }
        return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }
}
