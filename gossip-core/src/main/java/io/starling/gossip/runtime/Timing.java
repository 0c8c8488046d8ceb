package io.starling.gossip.runtime;

/// What takes time.
public enum Timing {
    /// From ping to ack, direct probes only.
    PROBE_ROUND_TRIP,
    /// From the origin's fire to this node's receipt, by both wall clocks: as exact as they agree.
    EVENT_RECEIVED,
    /// From the origin's fire to the consumer, by both wall clocks.
    EVENT_HANDED_OUT,
    /// One exchange of state, from request to the last page.
    PUSH_PULL
}
