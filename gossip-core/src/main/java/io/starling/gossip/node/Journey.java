package io.starling.gossip.node;

import io.starling.gossip.cast.Cast;
import io.starling.gossip.cast.HandOvers.HandedOver;
import io.starling.gossip.model.Arc;
import io.starling.gossip.model.EncodedEvent;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.Member;

import java.util.ArrayList;
import java.util.List;

/// One event on its way through this node, and the copies of it that were sent.
///
/// Confined to the node's loop.
final class Journey {
    private final EncodedEvent event;
    private final Cast cast;
    private final long sinceNanos;
    private final List<HandedOver> copies = new ArrayList<>(0);

    Journey(EncodedEvent event, Cast cast, long sinceNanos) {
        this.event = event;
        this.cast = cast;
        this.sinceNanos = sinceNanos;
    }

    EncodedEvent event() {
        return event;
    }

    EventKey key() {
        return event.key();
    }

    Cast cast() {
        return cast;
    }

    long sinceNanos() {
        return sinceNanos;
    }

    void sent(HandedOver copy) {
        copies.add(copy);
    }

    /// Whether a member is known to see to an arc.
    boolean isTakenBy(Member member, Arc arc) {
        return copies.stream()
                .filter(HandedOver::isTaken)
                .map(HandedOver::task)
                .anyMatch(task -> task.arc().equals(arc) && task.target().id().equals(member.id()));
    }

    /// Whether a peer is known to have it: it sent a copy, or acknowledged one.
    boolean isHeldBy(Endpoint peer) {
        return cast.cameFrom(peer)
                || copies.stream()
                        .anyMatch(
                                copy ->
                                        copy.isAcknowledged()
                                                && copy.task().target().endpoint().equals(peer));
    }
}
