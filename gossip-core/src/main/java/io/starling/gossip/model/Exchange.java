package io.starling.gossip.model;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What one stream exchange says: a request, and its answer.
public sealed interface Exchange {

    /// What the initiator sends.
    sealed interface Request extends Exchange {}

    /// What comes back.
    sealed interface Answer extends Exchange {}

    /// The stream fallback of a probe: may get through where datagrams do not.
    record StreamPing(NodeId target) implements Request {}

    record StreamAck() implements Answer {}

    /// One page of the initiator's state, and which page it wants in return.
    ///
    /// @param sender the initiator, as it would be introduced
    /// @param join whether the initiator is new here and wants no history
    /// @param after the last id of the page before; empty for the first
    record PushPull(Member sender, boolean join, StatePage page, Optional<NodeId> after)
            implements Request {}

    record PushPullAnswer(Member sender, StatePage page) implements Answer {}

    /// @param reason for people; names both sides
    record Refused(String reason) implements Answer {}

    /// The hashes of the initiator's table, to find where two tables differ without sending them.
    ///
    /// @param events as on the first page of a [StatePage]; only when `from` is 0
    /// @param bits the id space is cut into `2^bits` buckets
    /// @param hashes of bucket `from` and all after it
    record Digest(
            Member sender,
            LamportTime time,
            List<EventProgress> events,
            int bits,
            int from,
            List<Long> hashes)
            implements Request {}

    /// @param differing the buckets whose hashes differ, in order
    /// @param standings all that the answering node has in them
    /// @param next the bucket from which to ask again; empty when all were compared
    record DigestAnswer(
            Member sender,
            LamportTime time,
            List<EventProgress> events,
            List<Integer> differing,
            List<Standing> standings,
            OptionalInt next)
            implements Answer {}

    /// What a comparison of hashes showed that the other should hear.
    ///
    /// @param members rows that the other lacks, or has older
    /// @param standings of members whose rows the other has
    /// @param wanted members whose rows the initiator lacks, or has older
    record Rows(Member sender, List<Member> members, List<Standing> standings, List<NodeId> wanted)
            implements Request {}

    /// @param standings of members that the initiator sent and this node has reaped
    /// @param answered how many of those wanted are done with, from the first
    record RowsAnswer(Member sender, List<Member> members, List<Standing> standings, int answered)
            implements Answer {}
}
