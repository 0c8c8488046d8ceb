package io.starling.agent;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/// What is open, to be closed in reverse. Thread-safe once everything was added.
final class OpenParts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenParts.class);

    private final ArrayDeque<AutoCloseable> parts = new ArrayDeque<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    /// Completes when everything is closed.
    CompletableFuture<Void> closed() {
        return closed;
    }

    /// Idempotent; a second call waits for the first.
    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            parts.forEach(OpenParts::close);
            closed.complete(null);
        }
        closed.join();
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception failed) {
            // The others must be closed all the same.
            LOG.warn("closing {}", part.getClass().getSimpleName(), failed);
        }
    }
}
