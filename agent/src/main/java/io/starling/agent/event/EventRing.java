package io.starling.agent.event;

import io.starling.gossip.model.EventId;
import io.starling.gossip.model.UserEvent;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The newest events that this agent accepted, oldest first, over all names together; and those who
/// wait until the list of a name changes.
///
/// A list is asked for by the name of its events, or by the empty text for all. Waiters are found
/// by that name, so an event wakes nobody who waits for another.
///
/// Confined to one loop, the one on which the waiters want to be called.
public final class EventRing {
    public static final int CAPACITY = 256;

    /// Stands for all names.
    public static final String ALL = "";

    private final int waitersMax;
    private final ArrayDeque<UserEvent> events = new ArrayDeque<>(CAPACITY);
    private final Map<String, Set<Waiter>> waiters = new HashMap<>();
    private int waiting;
    private long changes;

    /// @param waitersMax at once; beyond it, waiting is refused
    public EventRing(int waitersMax) {
        this.waitersMax = waitersMax;
    }

    /// Somebody who waits for a list to change.
    public final class Waiter {
        private final String name;
        private final Runnable onChange;

        private Waiter(String name, Runnable onChange) {
            this.name = name;
            this.onChange = onChange;
        }

        /// Waits no longer. Does nothing after the change came.
        public void cancel() {
            remove(this);
        }
    }

    /// Keeps `event`, pushes out the oldest one if the ring is full, and wakes whose list changed.
    public void add(UserEvent event) {
        Optional<UserEvent> pushedOut = Optional.empty();
        if (events.size() == CAPACITY) {
            pushedOut = Optional.of(events.removeFirst());
        }
        events.addLast(event);
        changes++;
        wake(event.name());
        wake(ALL);
        // The last event of another name may be gone: an empty list is a change too.
        pushedOut
                .map(UserEvent::name)
                .filter(name -> index(name) == EventIndex.OF_NOTHING)
                .ifPresent(this::wake);
    }

    /// @param name exactly; [#ALL] for all
    public List<UserEvent> list(String name) {
        return events.stream().filter(event -> matches(name, event)).toList();
    }

    /// @return the event with that id, if it is still kept
    public Optional<UserEvent> find(EventId id) {
        return events.stream().filter(event -> event.id().equals(id)).findAny();
    }

    /// The index of [#list] for the same name.
    public long index(String name) {
        for (var newest = events.descendingIterator(); newest.hasNext(); ) {
            var event = newest.next();
            if (matches(name, event)) {
                return EventIndex.of(event.id());
            }
        }
        return EventIndex.OF_NOTHING;
    }

    /// @param onChange runs once, at the next change of the list of `name`, or when all are
    ///     released
    /// @return empty if too many wait already
    public Optional<Waiter> await(String name, Runnable onChange) {
        if (waiting >= waitersMax) {
            return Optional.empty();
        }
        var waiter = new Waiter(name, onChange);
        waiters.computeIfAbsent(name, _ -> new LinkedHashSet<>()).add(waiter);
        waiting++;
        return Optional.of(waiter);
    }

    /// Grows with every event: while it stays the same, so does every list.
    public long changes() {
        return changes;
    }

    public int waiting() {
        return waiting;
    }

    public int waitersMax() {
        return waitersMax;
    }

    public int size() {
        return events.size();
    }

    /// Wakes everybody: the agent is about to stop.
    public void release() {
        List.copyOf(waiters.keySet()).forEach(this::wake);
    }

    private void wake(String name) {
        var woken = waiters.remove(name);
        if (woken == null) {
            return;
        }
        waiting -= woken.size();
        new ArrayList<>(woken).forEach(waiter -> waiter.onChange.run());
    }

    private void remove(Waiter waiter) {
        var sameName = waiters.get(waiter.name);
        if (sameName != null && sameName.remove(waiter)) {
            waiting--;
            if (sameName.isEmpty()) {
                waiters.remove(waiter.name);
            }
        }
    }

    private static boolean matches(String name, UserEvent event) {
        return name.equals(ALL) || name.equals(event.name());
    }
}
