package io.starling.gossip.node;

import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.runtime.Transport;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.LinkedHashSet;
import java.util.SequencedSet;

/// Members whose address is of a family that this node does not speak. That it cannot reach them
/// says nothing of them: it must not accuse them, and leaves them to those that speak both.
///
/// Confined to the node's loop.
final class OtherFamily {
    private static final Logger log = LoggerFactory.getLogger(OtherFamily.class);

    /// Reported, the last ones. Of more, one may be reported again.
    private static final int REPORTED_MAX = 256;

    private final NodeRuntime runtime;
    private final MemberTable table;
    private final SequencedSet<NodeId> reported = new LinkedHashSet<>(0);

    OtherFamily(NodeRuntime runtime, MemberTable table) {
        this.runtime = runtime;
        this.table = table;
    }

    /// Reports such a member, once.
    boolean includes(Member member) {
        var bound = runtime.transport().localEndpoint();
        if (bound.speaksFamilyOf(member.endpoint())) {
            return false;
        }
        if (reported.add(member.id())) {
            if (reported.size() > REPORTED_MAX) {
                reported.removeFirst();
            }
            log.warn(
                    "{}: member {} is not probed from here: {}",
                    table.self().name(),
                    member.name(),
                    Transport.otherFamily(bound, member.endpoint()));
        }
        return true;
    }
}
