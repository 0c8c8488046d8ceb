package io.starling.gossip.node;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Names;
import io.starling.gossip.model.Pool;
import io.starling.gossip.model.Tags;

/// Who a node wants to be. Its id and boot are not chosen: they come from its storage.
///
/// @param name what people read; unique in the pool
/// @param advertised where others reach it; neither a wildcard address nor port 0
public record NodeIdentity(String name, Pool pool, Endpoint advertised, Tags tags) {
    public NodeIdentity {
        Names.requireNodeName(name);
        if (advertised.isWildcard() || advertised.port() == 0) {
            throw new IllegalArgumentException(
                    "others cannot reach %s: advertise an address of this host and a port"
                            .formatted(advertised));
        }
    }
}
