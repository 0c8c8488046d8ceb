package io.starling.gossip.node;

import io.starling.gossip.model.Delivery;
import io.starling.gossip.model.MembershipEvent;

/// Whoever embeds the node. Called on the node's loop: must not block, and must not call back into
/// the node except through [GossipNode]'s own methods, which hop onto the loop.
public interface NodeListener {
    NodeListener NONE =
            new NodeListener() {
                @Override
                public void onMembership(MembershipEvent event) {}

                @Override
                public void onDelivery(Delivery delivery) {}
            };

    void onMembership(MembershipEvent event);

    /// Events of each origin boot in the order of their sequence, each once.
    void onDelivery(Delivery delivery);
}
