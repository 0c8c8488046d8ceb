package io.starling.gossip.retention;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.EventRange;
import io.starling.gossip.model.OriginBoot;

import java.util.Optional;

/// A range of sequences that was missing when it was noticed, and how the search for it goes.
///
/// Plain state of [GapPull], which decides. Confined to the node's loop.
final class Hole {
    final OriginBoot boot;
    final long from;
    final long noticedAtNanos;
    long to;
    long dueAtNanos;
    Endpoint informant;
    /// Since somebody answered last.
    int attempts;
    /// How many events the last pull can bring, and how many have come since.
    int asked;
    int arrived;
    /// Where the last pull began, and what comes after its last event.
    long askedFrom;
    long askedTo;
    /// Who said last that it is gone, and how much of it.
    Optional<Endpoint> gone = Optional.empty();
    long goneFrom;
    long goneTo;
    long goneMax;

    Hole(EventRange range, Endpoint informant, long noticedAtNanos, long dueAtNanos) {
        this.boot = range.boot();
        this.from = range.from();
        this.to = range.to();
        this.informant = informant;
        this.askedFrom = range.from();
        this.askedTo = range.from();
        this.noticedAtNanos = noticedAtNanos;
        this.dueAtNanos = dueAtNanos;
    }

    EventKey key() {
        return new EventKey(boot, to);
    }

    EventRange range() {
        return new EventRange(boot, from, to);
    }

    /// Where the next pull begins. What was answered in part is asked for again; what nobody
    /// answered must not keep back what comes after it, which others may have.
    long next() {
        boolean answeredInPart = arrived > 0 && arrived < asked;
        long next = answeredInPart ? askedFrom : askedTo;
        return next > to ? from : next;
    }

    boolean contains(EventKey key) {
        return boot.equals(key.boot()) && from <= key.sequence() && key.sequence() <= to;
    }

    /// @return the part of which another than `source` said the same
    Optional<EventRange> goneAt(Endpoint source, EventRange part) {
        long first = Math.max(part.from(), goneFrom);
        long last = Math.min(part.to(), goneTo);
        boolean agreed = gone.isPresent() && !gone.get().equals(source) && first <= last;
        gone = Optional.of(source);
        goneFrom = part.from();
        goneTo = part.to();
        goneMax = Math.max(goneMax, goneTo);
        return agreed ? Optional.of(new EventRange(boot, first, last)) : Optional.empty();
    }
}
