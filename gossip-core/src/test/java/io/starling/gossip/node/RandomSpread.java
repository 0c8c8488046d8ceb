package io.starling.gossip.node;

import io.starling.gossip.model.EncodedEvent;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.HandOver;
import io.starling.gossip.model.Message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Passes an event on to a few random members, at once.
///
/// With a fan-out of f, each member is missed by all with a probability of about e^-f (Demers §1.2,
/// "rumor mongering"); those pull it. Confined to the node's loop.
final class RandomSpread implements Spread {
    private final int fanout;
    private final Peers peers;
    private final PartSender sender;

    RandomSpread(int fanout, Peers peers, PartSender sender) {
        this.fanout = fanout;
        this.peers = peers;
        this.sender = sender;
    }

    @Override
    public void fired(EncodedEvent event) {
        pass(event, List.of());
    }

    @Override
    public void received(EncodedEvent event, Endpoint source, Optional<HandOver> over) {
        if (over.isEmpty()) {
            return;
        }
        var have = new ArrayList<Endpoint>(2);
        have.add(source);
        peers.endpoint(event.event().origin()).ifPresent(have::add);
        pass(event, have);
    }

    @Override
    public void again(EventKey event, Endpoint source, HandOver over) {}

    @Override
    public long queuedBytes() {
        return sender.queuedBytes();
    }

    private void pass(EncodedEvent event, List<Endpoint> have) {
        var copy = new Message.EventCopy(event, false);
        for (var target : peers.sample(fanout, have)) {
            sender.send(target, copy);
        }
    }
}
