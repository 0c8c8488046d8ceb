package io.starling.agent.http;

import io.starling.agent.metrics.Metrics;
import io.starling.gossip.model.EventRequest;
import io.starling.gossip.model.UserEvent;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// Which events were fired under which idempotency key, so that a fire that is tried again is the
/// same event.
///
/// A key that was promised to be remembered is never forgotten before its time: when there are too
/// many, new ones are refused. A fire that was refused leaves no key behind.
///
/// Confined to the HTTP loop.
final class FireKeys {
    static final Duration KEPT = Duration.ofMinutes(10);

    /// With payloads at the default limit about 12 MiB.
    static final int KEYS_MAX = 16_384;

    private final int keysMax;
    private final LongSupplier nanoClock;
    private final Metrics metrics;

    /// Oldest first.
    private final LinkedHashMap<String, Fired> keys = new LinkedHashMap<>();

    FireKeys(int keysMax, LongSupplier nanoClock, Metrics metrics) {
        this.keysMax = keysMax;
        this.nanoClock = nanoClock;
        this.metrics = metrics;
    }

    private record Fired(
            EventRequest request, CompletableFuture<UserEvent> event, long sinceNanos) {}

    sealed interface Outcome {
        /// @param event to come, or fired under this key before
        record Accepted(CompletableFuture<UserEvent> event) implements Outcome {}

        /// The key stands for another event.
        record Taken(EventRequest first) implements Outcome {}

        record TooMany(int keysMax) implements Outcome {}
    }

    /// @param fire called unless an event of that key was fired already
    Outcome fire(
            String key,
            EventRequest request,
            Function<EventRequest, CompletableFuture<UserEvent>> fire) {
        forgetOld();
        var first = Optional.ofNullable(keys.get(key));
        if (first.isPresent()) {
            return again(first.get(), request);
        }
        if (keys.size() >= keysMax) {
            metrics.idempotencyKeyRefused();
            return new Outcome.TooMany(keysMax);
        }
        var event = fire.apply(request);
        var fired = new Fired(request, event, nanoClock.getAsLong());
        keys.put(key, fired);
        metrics.idempotencyKeys(keys.size());
        var _ =
                event.whenComplete(
                        (_, refused) -> {
                            if (refused != null && keys.remove(key, fired)) {
                                metrics.idempotencyKeys(keys.size());
                            }
                        });
        return new Outcome.Accepted(event);
    }

    private Outcome again(Fired first, EventRequest request) {
        if (!isSame(first.request, request)) {
            return new Outcome.Taken(first.request);
        }
        metrics.fireRepeated();
        return new Outcome.Accepted(first.event);
    }

    private static boolean isSame(EventRequest one, EventRequest other) {
        return one.name().equals(other.name())
                && one.filters().equals(other.filters())
                && Arrays.equals(one.payload(), other.payload());
    }

    private void forgetOld() {
        long now = nanoClock.getAsLong();
        while (!keys.isEmpty() && now - keys.firstEntry().getValue().sinceNanos > KEPT.toNanos()) {
            keys.pollFirstEntry();
        }
        metrics.idempotencyKeys(keys.size());
    }
}
