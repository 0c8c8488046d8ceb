package io.starling.gossip.node;

import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.model.EventProgress;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.StatePage;
import io.starling.gossip.wire.StreamCodec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Cuts this node's state into pages, and takes over the pages of others a slice at a time.
///
/// Confined to the node's loop.
final class StatePages {
    /// The share of a first page that may go to the progress of events.
    private static final int EVENTS_SHARE = 4;

    private final GossipConfig.AntiEntropy config;
    private final Slices slices;
    private final MemberTable table;
    private final Membership membership;
    private final UserEvents events;

    StatePages(
            GossipConfig.AntiEntropy config,
            Slices slices,
            MemberTable table,
            Membership membership,
            UserEvents events) {
        this.config = config;
        this.slices = slices;
        this.table = table;
        this.membership = membership;
        this.events = events;
    }

    /// A page of just these rows.
    StatePage of(List<Member> rows) {
        return new StatePage(events.time(), List.copyOf(rows), Optional.empty(), List.of());
    }

    StatePage page(Optional<NodeId> after) {
        return page(after, List.of());
    }

    /// The page after the row of `after`, the first page if there is none.
    ///
    /// @param extra rows that go with it whatever their order
    StatePage page(Optional<NodeId> after, List<Member> extra) {
        var progress = after.isEmpty() ? progress() : List.<EventProgress>of();
        int room =
                config.pageBytesMax()
                        - progress.stream().mapToInt(StreamCodec::progressBytes).sum();
        var rows = new ArrayList<Member>();
        int at = after.map(table::after).orElse(0);
        while (at < table.size()) {
            room -= StreamCodec.memberBytes(table.at(at));
            if (room < 0 && !rows.isEmpty()) {
                break;
            }
            rows.add(table.at(at++));
        }
        var next = at < table.size() ? Optional.of(rows.getLast().id()) : Optional.<NodeId>empty();
        rows.addAll(extra);
        return new StatePage(events.time(), rows, next, progress);
    }

    /// What this node has of each origin, for the first page of an exchange.
    List<EventProgress> progress() {
        return events.progress(config.pageBytesMax() / EVENTS_SHARE);
    }

    /// The same, once in an exchange that compares buckets from the first on.
    List<EventProgress> progress(int fromBucket) {
        return fromBucket == 0 ? progress() : List.of();
    }

    /// Merges the rows of a page and then runs `done`, on the loop, possibly some turns later.
    void merge(List<Member> rows, NodeId informant, Membership.Source source, Runnable done) {
        slices.forEach(rows, row -> membership.learn(row, informant, source), done);
    }
}
