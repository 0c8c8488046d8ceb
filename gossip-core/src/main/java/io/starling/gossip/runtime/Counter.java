package io.starling.gossip.runtime;

/// What is counted. Everything that is dropped or refused has a counter here.
public enum Counter {
    DATAGRAMS_SENT,
    DATAGRAMS_RECEIVED,
    DATAGRAM_BYTES_SENT,
    DATAGRAM_BYTES_RECEIVED,
    /// The system refused to send it.
    DATAGRAMS_UNSENT,
    /// Not of this protocol, damaged, or with a part that breaks a limit.
    DATAGRAMS_MALFORMED,
    /// Of another cluster, datacenter or pool.
    DATAGRAMS_FOREIGN,
    /// Dropped because the outbox was full.
    PARTS_DROPPED,
    /// Messages that do not fit a datagram.
    PARTS_OVERSIZE,
    STREAMS_OPENED,
    STREAMS_FAILED,
    STREAM_BYTES_SENT,
    STREAM_BYTES_RECEIVED,
    STREAM_REQUESTS,
    STREAM_REQUESTS_MALFORMED,
    STREAM_REQUESTS_FOREIGN,
    /// Told to ask again because too many were under way.
    STREAM_REQUESTS_REFUSED,

    PROBES,
    /// No answer within the probe timeout, helpers were asked.
    PROBES_INDIRECT,
    /// Answered over a stream only: datagrams do not get through.
    PROBES_STREAM_ONLY,
    PROBES_FAILED,
    /// Acks and nacks that nobody waits for any more.
    ACKS_LATE,
    /// Round trips or coordinates that make no sense: not finite, negative, or too large.
    COORDINATES_REFUSED,
    /// Pings for another node that used this address.
    PINGS_MISDIRECTED,
    RELAYS,
    RELAYS_REFUSED,
    SUSPICIONS,
    /// This node was accused and answered.
    REFUTATIONS,
    FAILURES,
    CLAIMS_RECEIVED,
    CLAIMS_STALE,
    /// Claims that a node made of another name, of a reaped node, or of one beyond the table's
    /// bound.
    CLAIMS_REFUSED,
    /// Claims given up by the full rumor queue, oldest first.
    RUMORS_DROPPED,
    MEMBERS_REAPED,
    /// Reaped members of which nothing is remembered any more, because too many others were reaped
    /// after them.
    TOMBSTONES_FORGOTTEN,
    NAME_CONFLICTS,
    /// Nodes that wanted to join and were not let in: their protocol, name or address was wrong.
    NEWCOMERS_REFUSED,
    /// Of these, the ones that did not answer where they said they are.
    NEWCOMERS_UNREACHABLE,
    PUSH_PULLS,
    PUSH_PULLS_FAILED,
    /// Exchanges that found both tables the same.
    PUSH_PULLS_EQUAL,
    /// Rows of the table sent in exchanges of state.
    ROWS_SENT,
    JOINS_FAILED,

    EVENTS_FIRED,
    EVENTS_REFUSED,
    EVENTS_RECEIVED,
    EVENTS_DUPLICATE,
    /// Before this node joined.
    EVENTS_HISTORIC,
    /// Larger than this node's limit.
    EVENTS_OVERSIZE,
    /// Too far ahead of what is known of their origin.
    EVENTS_BEYOND_WINDOW,
    /// Of origins beyond the bound on origins.
    EVENTS_ORIGIN_REFUSED,
    /// Arrived before the join exchange and found no room.
    EVENTS_EARLY_DROPPED,
    EVENTS_HANDED_OUT,
    EVENTS_LATE,
    /// Announced as missing.
    EVENTS_MISSING,
    /// Spoken of by members, but neither shown nor said to have been had; looked for no longer.
    EVENTS_UNPROVEN,
    /// Gaps announced before their time, because too many later events were waiting.
    EVENT_GAPS_FORCED,
    EVENT_PULLS_SENT,
    EVENT_PULLS_ANSWERED,
    /// Not answered because too much was waiting to be sent; the asker asks again.
    EVENT_PULLS_REFUSED,
    EVENTS_REPAIRED,
    /// Given up for repair before their time, because the store was full.
    EVENT_STORE_EVICTED,
    /// Origins forgotten because too many others were newer.
    EVENT_ORIGINS_FORGOTTEN,
    /// A clock so far ahead that it was not believed.
    CLOCKS_NOT_BELIEVED,

    /// Reads and writes of the data directory that failed.
    STORAGE_FAILURES,
    /// Members and records of a later version that are not remembered across restarts, because
    /// there were too many.
    STATE_RECORDS_DROPPED,
    /// Names that were not looked up because too many look-ups were under way.
    LOOKUPS_REFUSED,
    /// Work that the loop did itself because too much was waiting to be done away from it.
    OFFLOADS_INLINE,
    /// Tasks of the loop that threw: a broken invariant of this program.
    LOOP_TASKS_FAILED
}
