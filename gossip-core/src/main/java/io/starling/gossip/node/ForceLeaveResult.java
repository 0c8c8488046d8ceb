package io.starling.gossip.node;

import io.starling.gossip.model.Member;

import java.util.List;

/// What became of declaring a member left.
public sealed interface ForceLeaveResult {

    /// Everyone is told that these left, or is told to forget them. More than one if several gone
    /// nodes had the name.
    record Declared(List<Member> members) implements ForceLeaveResult {
        public Declared {
            members = List.copyOf(members);
        }
    }

    /// Nobody goes by this name or id.
    record Unknown(String node) implements ForceLeaveResult {}

    /// Nothing was said, because it would not be true.
    ///
    /// @param reason for people; says what to do instead
    record Refused(String reason) implements ForceLeaveResult {}
}
