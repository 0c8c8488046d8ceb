package io.starling.gossip.node;

import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.model.Claim;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.Standing;
import io.starling.gossip.model.Status;

import java.util.List;
import java.util.function.Consumer;

/// Hears what another node believes of members, without their rows (Demers §1.3).
///
/// A death is heard as a suspicion, as in a page of rows; so is it that the other has reaped a
/// member that is believed in here. A member that is gone here and reaped there is reaped here too:
/// else those who learn of the gone from the last who remembers them would keep them for ever.
///
/// Confined to the node's loop.
final class Standings {
    private final MemberTable table;
    private final Burials burials;
    private final Membership membership;

    private final Slices slices;

    Standings(MemberTable table, Burials burials, Membership membership, Slices slices) {
        this.table = table;
        this.burials = burials;
        this.membership = membership;
        this.slices = slices;
    }

    /// Who hears what is to be done.
    ///
    /// @param onNewer the other has a row that is not known here, or is older
    /// @param onReaped to be told to the other, who believes in a member that was reaped here
    record Wishes(Consumer<Standing> onNewer, Consumer<Standing> onReaped) {
        static final Wishes NONE = new Wishes(_ -> {}, _ -> {});
    }

    /// Hears all of them and then runs `done`, on the loop, possibly some turns later.
    void hearAll(List<Standing> heard, NodeId informant, Wishes wishes, Runnable done) {
        slices.forEach(
                heard,
                standing -> {
                    switch (hear(standing, informant)) {
                        case NOTHING -> {}
                        case WANT_ROW -> wishes.onNewer().accept(standing);
                        case TELL_REAPED ->
                                burials.reaped(standing.id(), standing.incarnation())
                                        .ifPresent(wishes.onReaped());
                    }
                },
                done);
    }

    /// What is to be done after a standing was heard.
    private enum Next {
        NOTHING,
        /// The other has a row that is not known here, or is older.
        WANT_ROW,
        /// The other believes in a member that was reaped here.
        TELL_REAPED
    }

    private Next hear(Standing heard, NodeId informant) {
        if (table.isSelf(heard.id())) {
            aboutSelf(heard, informant);
            return Next.NOTHING;
        }
        return table.get(heard.id())
                .map(row -> compare(row, heard, informant))
                .orElseGet(() -> unknown(heard));
    }

    private void aboutSelf(Standing heard, NodeId informant) {
        var own = table.self().incarnation();
        boolean agreed =
                heard.incarnation().equals(own)
                        && heard.status().filter(status -> status == Status.ALIVE).isPresent();
        if (!agreed) {
            membership.hear(
                    new Claim.Suspect(heard.id(), heard.incarnation(), informant),
                    Membership.Source.EXCHANGE);
        }
    }

    private Next unknown(Standing heard) {
        if (heard.status().isEmpty()) {
            return Next.NOTHING;
        }
        return burials.reaped(heard.id(), heard.incarnation()).isPresent()
                ? Next.TELL_REAPED
                : Next.WANT_ROW;
    }

    private Next compare(Member row, Standing heard, NodeId informant) {
        int order = heard.incarnation().compareTo(row.incarnation());
        if (order < 0) {
            return Next.NOTHING;
        }
        if (heard.status().isEmpty()) {
            if (row.status().takesPart()) {
                suspect(heard, informant);
            } else {
                burials.expire(row.id());
            }
            return Next.NOTHING;
        }
        switch (heard.status().get()) {
            case ALIVE -> {
                return order > 0 ? Next.WANT_ROW : Next.NOTHING;
            }
            case SUSPECT -> {
                if (order > 0) {
                    return Next.WANT_ROW;
                }
                suspect(heard, informant);
            }
            case DEAD -> {
                if (row.status().takesPart()) {
                    suspect(heard, informant);
                } else {
                    hear(new Claim.Dead(heard.id(), heard.incarnation(), informant));
                }
            }
            case LEFT -> hear(new Claim.Left(heard.id(), heard.incarnation()));
        }
        return Next.NOTHING;
    }

    private void suspect(Standing heard, NodeId informant) {
        hear(new Claim.Suspect(heard.id(), heard.incarnation(), informant));
    }

    private void hear(Claim claim) {
        membership.hear(claim, Membership.Source.EXCHANGE);
    }
}
