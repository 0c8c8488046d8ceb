package io.starling.gossip.sim;

import io.starling.gossip.model.UserEvent;

/// An event that a node of the cluster accepted.
///
/// @param index in the order of acceptance, from 0
/// @param origin the run that fired it
/// @param event as it was stamped, with a payload of its own
/// @param firedAt nanoseconds of virtual time
public record FiredEvent(int index, NodeRun origin, UserEvent event, long firedAt) {}
