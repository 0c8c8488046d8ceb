package io.starling.gossip.model;

/// What goes with a copy of an event: which members its receiver is to bring it to.
///
/// @param arc where these members are
/// @param cut position of the delegate that was chosen first for `arc`; everyone who executes the
///     arc cuts it there, so that a substitute makes the very pieces that the first would have made
/// @param via names the arc that the sender was executing, in 32 bits
/// @param token comes back in the receipt
/// @param duty what the receiver is to do
/// @param economy whether the origin wants few copies rather than the shortest tail
public record HandOver(Arc arc, long cut, int via, int token, Duty duty, boolean economy) {

    public enum Duty {
        /// Receive it, no more.
        LEAF,
        /// Bring it to the members of the arc, alone.
        ALONE,
        /// The same, and another delegate has the same arc: both choose the same children, whose
        /// second copies go no further.
        SHARED
    }
}
