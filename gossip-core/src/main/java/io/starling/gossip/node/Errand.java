package io.starling.gossip.node;

/// What a node that has met nobody yet looks for elsewhere.
enum Errand {
    NONE,
    /// It has just knocked at the doors of others, and may be let in at any moment.
    JOINING,
    /// A cluster did not let it in lately, for its protocol, name or address.
    TURNED_AWAY
}
