package io.starling.agent.cluster;

import io.starling.gossip.model.Member;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.model.Names;
import io.starling.gossip.model.NodeId;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;

/// One line for each transition of a member, the member's name first.
public final class MembershipLog {
    private static final Logger LOG = LoggerFactory.getLogger(MembershipLog.class);

    private MembershipLog() {}

    /// @param members to find the accusers' names in
    public static void log(MembershipEvent event, List<Member> members) {
        var who = who(event.member());
        switch (event) {
            case MembershipEvent.Joined _ -> LOG.info("{} joined", who);
            case MembershipEvent.Updated(var before, var now) -> {
                if (before.endpoint().equals(now.endpoint())) {
                    LOG.info("{} changed its tags", who);
                } else {
                    LOG.info("{} moved here from {}", who, before.endpoint());
                }
            }
            case MembershipEvent.Suspected(_, var accuser) ->
                    LOG.info("{} is suspected by {}", who, name(accuser, members));
            case MembershipEvent.Refuted _ -> LOG.info("{} is alive after all", who);
            case MembershipEvent.Failed(_, var accuser) ->
                    LOG.warn("{} failed, accused by {}", who, name(accuser, members));
            case MembershipEvent.Left _ -> LOG.info("{} left", who);
            case MembershipEvent.Reaped _ -> LOG.info("{} is forgotten", who);
        }
    }

    private static String who(Member member) {
        return Names.printable(member.name()) + " (" + member.endpoint() + ")";
    }

    private static String name(NodeId id, List<Member> members) {
        return members.stream()
                .filter(member -> member.id().equals(id))
                .map(member -> Names.printable(member.name()))
                .findAny()
                .orElse(id.toString());
    }
}
