package io.starling.gossip.model;

import java.util.List;
import java.util.Optional;

/// Datagram traffic that is not a bare claim: the failure detector's, that of events, and claims
/// that are handed over.
public sealed interface Message extends Part {

    /// Asks `target` for an [Ack]. Whoever else lives at the address now keeps silent.
    ///
    /// @param sequence chosen by the asker, comes back in the answer
    /// @param source the asker: if it is in doubt here, the answer tells it so
    record Ping(long sequence, NodeId target, NodeId source) implements Message {}

    /// Asks a helper to ping `target` and to pass on its ack (SWIM §3.1).
    record PingRequest(long sequence, NodeId target, Endpoint endpoint) implements Message {}

    /// Answers a [Ping], or a [PingRequest] whose target answered.
    ///
    /// @param marks the sender's most recently active origins, at most 16
    /// @param coordinate where the node that was pinged believes to be; empty from a helper
    record Ack(long sequence, List<EventMark> marks, Optional<Coordinate> coordinate)
            implements Message {
        public Ack(long sequence, List<EventMark> marks) {
            this(sequence, marks, Optional.empty());
        }
    }

    /// Answers a [PingRequest] whose target kept silent (Lifeguard §IV-A): the helper at least
    /// lives.
    record Nack(long sequence) implements Message {}

    /// Tells the holder of a name that a node which wanted to join under it was refused.
    ///
    /// @param endpoint where the claimant says it is
    record NameContested(NodeId claimant, Endpoint endpoint) implements Message {}

    /// What a member says of itself, and whom the receiver is to bring it to. Unlike an event it
    /// is not acknowledged.
    ///
    /// @param claim [Claim.Alive] or [Claim.Left]
    /// @param cut see [HandOver]
    record ClaimHandOver(Claim claim, Arc arc, long cut, HandOver.Duty duty) implements Message {
        public ClaimHandOver {
            if (!(claim instanceof Claim.Alive) && !(claim instanceof Claim.Left)) {
                throw new IllegalArgumentException(
                        "a claim that is handed over must be alive or left, was " + claim);
            }
        }
    }

    /// A copy of an event.
    ///
    /// @param reply whether it answers an [EventPull]; a reply is not forwarded
    record EventCopy(EncodedEvent event, boolean reply) implements Message {}

    /// Asks for events that the sender lacks, oldest first.
    record EventPull(List<EventRange> ranges) implements Message {}

    /// Answers an [EventPull] for events that the sender once had and no longer keeps.
    record EventGone(List<EventRange> ranges) implements Message {}

    /// A copy of an event, and whom its receiver is to bring it to.
    record EventHandOver(EncodedEvent event, HandOver over) implements Message {}

    /// Acknowledges hand-overs.
    ///
    /// @param time the sender's Lamport time
    /// @param busy whether the sender takes part only for itself: it brings them to nobody
    /// @param tokens at most 64
    record EventReceipt(LamportTime time, boolean busy, List<Integer> tokens) implements Message {}

    /// Tells what the sender has, and asks whether the receiver does.
    ///
    /// @param ranges at most 64
    record EventHave(LamportTime time, int token, List<EventRange> ranges) implements Message {}

    /// Answers an [EventHave].
    ///
    /// @param wanted what the sender lacks and wants
    /// @param passed what it lacks and does not want: from before it joined, or kept no longer
    record EventHeld(LamportTime time, int token, List<EventRange> wanted, List<EventRange> passed)
            implements Message {}

    /// Brings an answer to who asked.
    ///
    /// @param relay whether the receiver is to pass it on to who asked
    record QueryAnswer(Answer answer, boolean relay) implements Message {}
}
