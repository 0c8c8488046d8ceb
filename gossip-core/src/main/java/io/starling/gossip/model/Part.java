package io.starling.gossip.model;

/// One of the small messages that share a datagram.
public sealed interface Part permits Claim, Message {}
