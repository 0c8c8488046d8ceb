package io.starling.gossip.sim;

import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.EventRequest;
import io.starling.gossip.model.UserEvent;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What was fired in a cluster, written down by those who fired and not by the nodes.
///
/// A node delivers its own event before it reports that it accepted it. So what is asked for is
/// noted first, and the first sight of an event at its origin is held against the oldest such
/// note.
public final class Ledger {
    private final List<FiredEvent> events = new ArrayList<>();
    private final Map<EventKey, FiredEvent> byKey = new HashMap<>();
    private final Map<NodeRun, Deque<EventRequest>> asked = new HashMap<>();

    /// In the order of acceptance.
    public List<FiredEvent> events() {
        return Collections.unmodifiableList(events);
    }

    public Optional<FiredEvent> find(EventKey key) {
        return Optional.ofNullable(byKey.get(key));
    }

    /// @param request with a payload that nobody else holds
    void ask(NodeRun origin, EventRequest request) {
        asked.computeIfAbsent(origin, _ -> new ArrayDeque<>(1)).add(request);
    }

    void refuse(NodeRun origin, EventRequest request) {
        asked.getOrDefault(origin, new ArrayDeque<>()).removeIf(pending -> pending == request);
    }

    /// Writes down what `origin` says it fired, unless that is done.
    ///
    /// @return nothing if nobody asked for such an event
    Optional<FiredEvent> accept(NodeRun origin, UserEvent event, long now) {
        var known = byKey.get(event.key());
        if (known != null) {
            return Optional.of(known);
        }
        var request = take(origin, event);
        if (request == null) {
            return Optional.empty();
        }
        var fired = new FiredEvent(events.size(), origin, withPayload(event, request), now);
        events.add(fired);
        byKey.put(event.key(), fired);
        return Optional.of(fired);
    }

    private @Nullable EventRequest take(NodeRun origin, UserEvent event) {
        var pending = asked.get(origin);
        var oldest = pending == null ? null : pending.peek();
        boolean same =
                oldest != null
                        && event.key().boot().equals(origin.boot())
                        && event.origin().equals(origin.id())
                        && oldest.name().equals(event.name())
                        && Arrays.equals(oldest.payload(), event.payload());
        return same && pending != null ? pending.poll() : null;
    }

    private static UserEvent withPayload(UserEvent event, EventRequest request) {
        return new UserEvent(
                event.id(),
                event.key(),
                event.time(),
                event.origin(),
                event.name(),
                request.payload(),
                event.filters(),
                event.firedAtMicros());
    }
}
