package io.starling.gossip.node;

/// What a node can tell of others besides who they are: how far they are, why they were doubted,
/// and what gets through to them.
///
/// Confined to the node's loop.
record Insight(Coordinates coordinates, CaseFiles caseFiles, Inquiries inquiries) {

    NodeCoordinates places() {
        return new NodeCoordinates(
                coordinates.own(), coordinates.members(), coordinates.measurements());
    }
}
