package io.starling.gossip.membership;

import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.Standing;
import io.starling.gossip.model.Status;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the other side of an exchange should hear, given all that it has in some buckets.
///
/// Immutable.
///
/// @param rows that it lacks or has older, newest incarnation first
/// @param standings of members that it has at the same incarnation, or that are gone
public record TableDifference(List<Member> rows, List<Standing> standings) {
    private static final Comparator<Member> NEWEST_FIRST =
            Comparator.comparing(Member::incarnation).reversed();

    /// @param mine the rows of this side in the buckets
    /// @param theirs all that the other side has in them
    public static TableDifference of(List<Member> mine, List<Standing> theirs) {
        Map<NodeId, Standing> known = HashMap.newHashMap(theirs.size());
        theirs.forEach(standing -> known.put(standing.id(), standing));
        var rows = new ArrayList<Member>();
        var standings = new ArrayList<Standing>();
        for (var row : mine) {
            var standing = known.get(row.id());
            if (standing == null) {
                rows.add(row);
                continue;
            }
            int order = row.incarnation().compareTo(standing.incarnation());
            if (order > 0 && (row.status().takesPart() || standing.status().isEmpty())) {
                rows.add(row);
            } else if (order > 0 || order == 0 && isGraver(row, standing)) {
                // That a member is gone can be said without its row.
                standings.add(Standing.of(row));
            }
        }
        rows.sort(NEWEST_FIRST);
        return new TableDifference(rows, standings);
    }

    private static boolean isGraver(Member row, Standing standing) {
        return standing.status().isPresent() && rank(row.status()) > rank(standing.status().get());
    }

    /// At one incarnation what is said later outranks what was said before.
    private static int rank(Status status) {
        return switch (status) {
            case ALIVE -> 0;
            case SUSPECT -> 1;
            case DEAD -> 2;
            case LEFT -> 3;
        };
    }
}
