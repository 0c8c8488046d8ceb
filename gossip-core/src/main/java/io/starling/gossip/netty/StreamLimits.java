package io.starling.gossip.netty;

import java.time.Duration;

/// How much and how long streams may occupy a node. None of it depends on the peer.
///
/// @param inboundMax connections of others at once; further ones are closed at once and counted
/// @param outboundMax exchanges of this node at once; further ones fail at once
/// @param requestTimeout from accepting a connection until its request is there in full, however
///     slowly it trickles
/// @param answerTimeout from the request until the connection is closed: the node's answer, and the
///     peer reading it
/// @param farewellTimeout for a peer that is only told to go away
record StreamLimits(
        int inboundMax,
        int outboundMax,
        Duration requestTimeout,
        Duration answerTimeout,
        Duration farewellTimeout) {
    static final StreamLimits DEFAULT =
            new StreamLimits(
                    256,
                    256,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(2));
}
