package io.starling.gossip.node;

import io.starling.gossip.model.Member;
import io.starling.gossip.model.MembershipEvent;

/// Lets the notebook know of whose row changed in a way that outlasts the process, before the
/// others hear of it.
///
/// Confined to the node's loop.
record NotedAnnouncements(Notebook notebook, Announcements listener) implements Announcements {

    @Override
    public void tableChanged() {
        listener.tableChanged();
    }

    @Override
    public void announce(MembershipEvent event) {
        if (outlasts(event)) {
            notebook.note(event.member().id());
        }
        listener.announce(event);
    }

    @Override
    public void learned(Member gone) {
        notebook.note(gone.id());
        listener.learned(gone);
    }

    private static boolean outlasts(MembershipEvent event) {
        return switch (event) {
            case MembershipEvent.Joined _,
                    MembershipEvent.Failed _,
                    MembershipEvent.Left _,
                    MembershipEvent.Reaped _ ->
                    true;
            case MembershipEvent.Updated(var before, var now) ->
                    !before.endpoint().equals(now.endpoint()) || !before.name().equals(now.name());
            // A doubt does not outlast the process.
            case MembershipEvent.Suspected _, MembershipEvent.Refuted _ -> false;
        };
    }
}
