package io.starling.gossip.node;

import io.starling.gossip.model.EncodedEvent;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Message;

import java.util.ArrayList;
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
    public void pass(EncodedEvent event, Optional<Endpoint> source) {
        var have = new ArrayList<Endpoint>(2);
        source.ifPresent(
                sender -> {
                    have.add(sender);
                    peers.endpoint(event.event().origin()).ifPresent(have::add);
                });
        var copy = new Message.EventCopy(event, false);
        for (var target : peers.sample(fanout, have)) {
            sender.send(target, copy);
        }
    }
}
