package io.starling.gossip.runtime;

import java.util.random.RandomGenerator;

/// All that a node knows of the world outside.
///
/// @param random the node's own; nothing else draws from it
public record NodeRuntime(
        NodeClock clock,
        Scheduler scheduler,
        Transport transport,
        RandomGenerator random,
        Storage storage,
        Resolver resolver,
        Offload offload,
        Observer observer) {}
