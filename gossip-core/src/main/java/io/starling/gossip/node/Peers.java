package io.starling.gossip.node;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.NodeId;

import java.util.List;
import java.util.Optional;

/// Whom events can be sent to: the other members that take part.
interface Peers {

    /// @param except not these
    /// @return `count` random members, each once; fewer if there are not so many
    List<Endpoint> sample(int count, List<Endpoint> except);

    /// Where a member is reached; empty if it is not known.
    Optional<Endpoint> endpoint(NodeId member);
}
