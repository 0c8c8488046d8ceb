package io.starling.gossip.node;

import io.starling.gossip.model.Coordinate;
import io.starling.gossip.model.NodeId;

import java.util.Map;

/// Network coordinates as a node knows them at one moment: the distance of any two estimates the
/// round trip between their nodes.
///
/// @param own where this node is; at the origin until it has measured something
/// @param members what each member said last when it answered this node's probe; a member that was
///     never probed from here is not among them
/// @param measurements how many round trips moved this node
public record NodeCoordinates(Coordinate own, Map<NodeId, Coordinate> members, long measurements) {}
