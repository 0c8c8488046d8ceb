package io.starling.gossip.node;

import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.Standing;
import io.starling.gossip.wire.StreamCodec;

import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// The room of one frame, to be filled from queues: at most 1,024 rows, and one at the least, be it
/// larger than the room.
///
/// Confined to the node's loop.
final class FramePage {
    /// Measuring more of them would hold the loop.
    static final int ROWS_MAX = 1_024;

    private int room;

    FramePage(int bytesMax) {
        this.room = bytesMax;
    }

    /// @return whether there was room; if not, there is none for anything else
    boolean takes(int bytes) {
        room -= bytes;
        return room >= 0;
    }

    List<Member> rows(Deque<Member> queue) {
        var taken = new ArrayList<Member>();
        while (!queue.isEmpty()
                && taken.size() < ROWS_MAX
                && (takes(StreamCodec.memberBytes(queue.getFirst())) || taken.isEmpty())) {
            taken.add(queue.removeFirst());
        }
        return taken;
    }

    List<Standing> standings(Deque<Standing> queue) {
        return taken(queue, StreamCodec.STANDING_BYTES_MAX);
    }

    List<NodeId> ids(Deque<NodeId> queue) {
        return taken(queue, StreamCodec.ID_BYTES);
    }

    private <T> List<T> taken(Deque<T> queue, int bytes) {
        var taken = new ArrayList<T>();
        while (!queue.isEmpty() && taken.size() < StreamCodec.STANDINGS_MAX && takes(bytes)) {
            taken.add(queue.removeFirst());
        }
        return taken;
    }
}
