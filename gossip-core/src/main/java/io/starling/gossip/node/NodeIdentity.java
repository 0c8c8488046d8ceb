package io.starling.gossip.node;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Names;
import io.starling.gossip.model.Pool;
import io.starling.gossip.model.ProtocolRange;
import io.starling.gossip.model.Tags;

/// Who a node wants to be. Its id and boot are not chosen: they come from its storage.
///
/// @param name what people read; unique in the pool
/// @param advertised where others reach it; neither a wildcard address nor port 0
/// @param protocol the versions that it says it speaks; another than the current one only plays a
///     node of another release
public record NodeIdentity(
        String name, Pool pool, Endpoint advertised, Tags tags, ProtocolRange protocol) {
    public NodeIdentity(String name, Pool pool, Endpoint advertised, Tags tags) {
        this(name, pool, advertised, tags, ProtocolRange.CURRENT);
    }

    public NodeIdentity {
        Names.requireNodeName(name);
        if (advertised.isWildcard() || advertised.port() == 0) {
            throw new IllegalArgumentException(
                    "others cannot reach %s: advertise an address of this host and a port"
                            .formatted(advertised));
        }
    }
}
