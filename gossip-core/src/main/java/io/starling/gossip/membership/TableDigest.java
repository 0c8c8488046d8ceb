package io.starling.gossip.membership;

import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;

import java.util.ArrayList;
import java.util.List;

/*
 * Two members that exchange state nearly always have nearly the same table. A hash a bucket shows where
 * they differ for 8 bytes in place of some 16 rows of a hundred bytes each. More buckets would make the
 * common case dearer, fewer the rare one. The hashes are computed from a snapshot when they are needed,
 * off the loop: a third of a millisecond for 10,000 rows, a few times a minute at the most, is not worth
 * keeping them up to date with every claim.
 */
/// The hashes of a member table, one for each bucket of the id space.
///
/// Buckets are ranges of ids of equal size, numbered in the order of the ids, so that each is a
/// stretch of the table. Ids are random, so buckets fill evenly. Stateless.
public final class TableDigest {
    /// Of a bucket when tables are of the size that the number of buckets was chosen for.
    private static final int ROWS_PER_BUCKET = 16;

    private static final int ID_BITS = 64;

    private TableDigest() {}

    /// How many bits of an id name its bucket in a table of this size.
    public static int bits(int members, int bitsMax) {
        int bits = 0;
        while (bits < bitsMax && (long) ROWS_PER_BUCKET << (bits + 1) <= members) {
            bits++;
        }
        return bits;
    }

    /// @param rows in the order of their ids
    /// @return of bucket `from` and all after it; 0 for an empty bucket
    public static List<Long> hashes(List<Member> rows, int bits, int from) {
        var hashes = new ArrayList<Long>((1 << bits) - from);
        int at = begin(rows, bits, from);
        for (int bucket = from; bucket < 1 << bits; bucket++) {
            long hash = 0;
            while (at < rows.size() && bucket(rows.get(at).id(), bits) == bucket) {
                hash = hash(hash, rows.get(at++));
            }
            hashes.add(hash);
        }
        return hashes;
    }

    /// The rows of one bucket.
    ///
    /// @param rows in the order of their ids
    public static List<Member> bucket(List<Member> rows, int bits, int bucket) {
        int begin = begin(rows, bits, bucket);
        int end = begin;
        while (end < rows.size() && bucket(rows.get(end).id(), bits) == bucket) {
            end++;
        }
        return rows.subList(begin, end);
    }

    private static int bucket(NodeId id, int bits) {
        // A shift by 64 would be one by 0.
        return bits == 0 ? 0 : (int) (id.high() >>> (ID_BITS - bits));
    }

    private static int begin(List<Member> rows, int bits, int bucket) {
        int low = 0;
        int high = rows.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (bucket(rows.get(middle).id(), bits) < bucket) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static long hash(long before, Member row) {
        long hash = mix(before + row.id().high());
        hash = mix(hash + row.id().low());
        hash = mix(hash + row.incarnation().boot());
        hash = mix(hash + row.incarnation().refutations());
        return mix(hash + number(row));
    }

    /// As on the wire: all nodes must hash the same.
    private static int number(Member row) {
        return switch (row.status()) {
            case ALIVE -> 1;
            case SUSPECT -> 2;
            case LEFT -> 3;
            case DEAD -> 4;
        };
    }

    /// The finalizer of SplitMix64.
    private static long mix(long word) {
        long mixed = (word ^ (word >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
