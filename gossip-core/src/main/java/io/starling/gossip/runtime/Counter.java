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
    /// Claims of members of themselves that this node began to bring to everyone.
    NEWS_BEGUN,
    /// Such claims that this node brought to its part of the members.
    NEWS_PASSED_ON,
    /// Such claims that came down the tree and were known here, or outdated.
    NEWS_STALE,
    /// Such claims left to rumors: too many in a second, or too large.
    NEWS_HELD_BACK,
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
    /// Copies of events that others are to bring further, each send.
    HAND_OVERS_SENT,
    /// Not acknowledged in time, and sent to the same member again.
    HAND_OVERS_REPEATED,
    /// Not acknowledged in time, or declined, and given to another member.
    HAND_OVERS_REDELEGATED,
    /// Not sent to a member that kept silent lately, but at once to the next.
    HAND_OVERS_SKIPPED,
    /// Acknowledged by a member that brings them to nobody, having too much to send.
    HAND_OVERS_BUSY,
    /// Never acknowledged, or taken by nobody: left to the ring of confirmation.
    HAND_OVERS_GIVEN_UP,
    /// Of others' events, for which the outbox had no room.
    HAND_OVERS_DROPPED,
    /// Declined by this node, because too much was waiting to be sent.
    HAND_OVERS_DECLINED,
    /// Declined by this node, because it was given too many ranges of one event.
    HAND_OVERS_REFUSED,
    /// Of a range that was executed here before: brought no further.
    HAND_OVERS_PRUNED,
    /// In the place of a delegate that lives and was heard at work: brought no further.
    HAND_OVERS_NEEDLESS,
    /// Of an event whose time to be brought further is over here; acknowledged, no more.
    HAND_OVERS_LATE,
    /// Copies whose sender is not remembered, because others had sent the event before.
    HAND_OVER_SOURCES_FORGOTTEN,
    /// Of copies that had been repeated, given to another member or given up by then: not lost but
    /// slow.
    RECEIPTS_LATE,
    /// That nobody waits for, or from somebody else.
    RECEIPTS_UNKNOWN,
    /// Not waited for any more, because too many late ones were.
    RECEIPTS_FORGOTTEN,
    /// Members trusted again before their time, because too many others kept silent.
    SILENT_MEMBERS_FORGOTTEN,
    /// Events brought no further before their time, because too many others were on their way.
    EVENT_JOURNEYS_ENDED_EARLY,
    /// Questions whether a successor has the events that are here, each send.
    CONFIRMATIONS_SENT,
    /// Events sent to a successor that did not have them.
    CONFIRMATIONS_REPAIRED,
    /// Events that a successor lacks beyond what one answer brings; asked about again.
    CONFIRMATIONS_POSTPONED,
    /// Events that a successor lacks and that are not on their way here any more.
    CONFIRMATIONS_UNREPAIRED,
    /// Questions put to one more successor, because one was silent.
    CONFIRMATIONS_WIDENED,
    /// Events that a successor neither has nor wants: the next one is asked.
    CONFIRMATIONS_PASSED_ON,
    /// Questions that were put as often as they may, in vain.
    CONFIRMATIONS_GIVEN_UP,
    /// Questions given up before their time, because too many were under way.
    CONFIRMATIONS_DROPPED,
    /// Events not asked about, because too many came at once.
    CONFIRMATIONS_UNASKED,
    /// Answers that nobody waits for, or from somebody else.
    CONFIRMATIONS_LATE,
    /// Events that this node was asked about and neither has nor wants.
    CONFIRMATIONS_DECLINED,
    /// Answers without room for all ranges that this node lacks: all were asked for.
    CONFIRMATIONS_SCATTERED,
    /// Ranges that this node was asked about, of more events than can be on their way.
    CONFIRMATIONS_OVERLONG,
    /// Questions not answered, because this node has not exchanged state with anybody yet.
    CONFIRMATIONS_UNANSWERED,
    EVENT_PULLS_SENT,
    EVENT_PULLS_ANSWERED,
    /// Not answered because too much was waiting to be sent; the asker asks again.
    EVENT_PULLS_REFUSED,
    EVENTS_REPAIRED,
    /// Given up for repair before their time, because the store was full.
    EVENT_STORE_EVICTED,
    /// Origins forgotten because too many others were newer.
    EVENT_ORIGINS_FORGOTTEN,
    QUERIES_ASKED,
    /// Because too many were open.
    QUERIES_REFUSED,
    /// Acknowledgements and answers of this node to questions, each once however they travel.
    QUERY_ANSWERS_SENT,
    /// Of others, passed on by this node to who asked.
    QUERY_ANSWERS_RELAYED,
    QUERY_ANSWERS_RECEIVED,
    /// Heard already, by another way.
    QUERY_ANSWERS_DUPLICATE,
    /// To a question that is not open here any more, or never was.
    QUERY_ANSWERS_LATE,
    /// From somebody, or for somebody, who is no member as far as this node knows.
    QUERY_ANSWERS_UNKNOWN,
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
