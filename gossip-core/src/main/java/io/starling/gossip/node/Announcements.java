package io.starling.gossip.node;

import io.starling.gossip.model.Member;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.model.NodeId;

/// Where changes of the member table go. Called on the node's loop.
interface Announcements {

    /// The table is not what it was. Called before any [#announce] that tells of the change.
    void tableChanged();

    void announce(MembershipEvent event);

    /// Another member doubts a suspect, too: the table stays as it is.
    default void confirmed(Member suspect, NodeId accuser) {}

    /// A member was heard of for the first time, and is gone already: nothing to announce.
    void learned(Member gone);
}
