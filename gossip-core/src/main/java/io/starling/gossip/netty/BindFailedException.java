package io.starling.gossip.netty;

import io.starling.gossip.model.Endpoint;

import java.util.Locale;

/// A port could not be bound. The message names the address, the port, the protocol, the cause and
/// the remedy. Nothing is left open.
public final class BindFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private BindFailedException(String message, Throwable cause) {
        super(message, cause);
    }

    /// @param protocol `UDP` or `TCP`
    static BindFailedException of(String protocol, Endpoint endpoint, Throwable cause) {
        var reason = IoReason.of(cause);
        return new BindFailedException(
                "cannot bind %s %s: %s; %s".formatted(protocol, endpoint, reason, remedy(reason)),
                cause);
    }

    static BindFailedException noPortFreeForBoth(
            Endpoint endpoint, int attempts, BindFailedException last) {
        return new BindFailedException(
                "cannot bind %s: none of %d ports that the system offered is free for UDP and TCP"
                                .formatted(endpoint.host(), attempts)
                        + "; choose a port yourself (the last attempt: %s)"
                                .formatted(last.getMessage()),
                last);
    }

    private static String remedy(String reason) {
        var words = reason.toLowerCase(Locale.ROOT);
        if (words.contains("in use")) {
            return "is another agent running? Stop it or choose another port";
        }
        if (words.contains("cannot assign") || words.contains("can't assign")) {
            return "no interface of this host has that address; choose one of this host's"
                    + " addresses";
        }
        if (words.contains("permission")) {
            return "ports below 1024 need a privilege; choose another port";
        }
        return "choose another address or port";
    }
}
