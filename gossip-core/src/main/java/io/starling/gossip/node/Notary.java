package io.starling.gossip.node;

import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.model.NodeId;

/// Takes notes of what is announced before it goes out, and forgets what is kept of the reaped.
///
/// Confined to the node's loop.
final class Notary implements Announcements {
    private final MemberTable table;
    private final CaseFiles files;
    private final Coordinates coordinates;
    private final Announcements outward;

    Notary(MemberTable table, Insight insight, Announcements outward) {
        this.table = table;
        this.files = insight.caseFiles();
        this.coordinates = insight.coordinates();
        this.outward = outward;
    }

    @Override
    public void tableChanged() {
        outward.tableChanged();
    }

    @Override
    public void learned(Member gone) {
        outward.learned(gone);
    }

    @Override
    public void announce(MembershipEvent event) {
        var member = event.member();
        var incarnation = member.incarnation();
        var name = member.name();
        switch (event) {
            case MembershipEvent.Joined _ ->
                    files.follow(name, new CaseNote.Returned(incarnation, member.endpoint()));
            case MembershipEvent.Updated(var before, var now) -> {
                if (!before.endpoint().equals(now.endpoint())) {
                    files.note(name, new CaseNote.Moved(before.endpoint(), now.endpoint()));
                } else if (!before.boot().equals(now.boot())) {
                    files.follow(name, new CaseNote.Returned(incarnation, now.endpoint()));
                }
            }
            case MembershipEvent.Suspected(_, var accuser) ->
                    files.note(name, new CaseNote.Suspected(incarnation, name(accuser)));
            case MembershipEvent.Refuted _ -> files.note(name, new CaseNote.Refuted(incarnation));
            case MembershipEvent.Failed(_, var accuser) ->
                    files.note(name, new CaseNote.DeclaredFailed(incarnation, name(accuser)));
            case MembershipEvent.Left _ -> files.note(name, new CaseNote.Departed(incarnation));
            case MembershipEvent.Reaped _ -> {
                files.follow(name, new CaseNote.Forgotten());
                coordinates.forget(member.id());
            }
        }
        outward.announce(event);
    }

    @Override
    public void confirmed(Member suspect, NodeId accuser) {
        files.note(suspect.name(), new CaseNote.Confirmed(suspect.incarnation(), name(accuser)));
        outward.confirmed(suspect, accuser);
    }

    private String name(NodeId id) {
        return table.get(id).map(Member::name).orElseGet(id::toString);
    }
}
