package io.starling.agent.watch;

import io.starling.agent.config.MemberChange;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.UserEvent;

import java.util.List;

/// One thing that a handler is told of.
sealed interface Happening {
    record Fired(UserEvent event) implements Happening {}

    record Changed(MemberChange change, Member member) implements Happening {}

    /// What did not fit into the queue.
    ///
    /// @param count of all that is missing
    /// @param names of the first ones: IDs of events, or names of members
    record Missed(int count, List<String> names) implements Happening {}

    /// By what a gap names it.
    static String name(Happening happening) {
        return switch (happening) {
            case Fired(var event) -> event.id().toString();
            case Changed(_, var member) -> member.name();
            case Missed missed -> missed.toString();
        };
    }
}
