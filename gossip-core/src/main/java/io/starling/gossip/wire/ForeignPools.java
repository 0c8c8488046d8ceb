package io.starling.gossip.wire;

import io.starling.gossip.model.Names;
import io.starling.gossip.model.Pool;

import java.util.LinkedHashMap;
import java.util.Map;

/// The names of pools that are not ours, as far as they were told, so that a datagram without a
/// label can be reported by name too.
///
/// Keeps the 64 pools that were named last; the oldest goes first. Thread-safe: every method locks;
/// only foreign traffic comes here.
final class ForeignPools {
    static final int POOLS_MAX = 64;

    private final Map<Long, Pool> byTag = new LinkedHashMap<>(0);

    /// @throws MalformedException if the label is no label, or belongs to another tag
    synchronized void witness(long tag, String label) throws MalformedException {
        if (byTag.containsKey(tag)) {
            return;
        }
        var pool = parse(label);
        if (pool.tag() != tag) {
            throw new MalformedException(
                    "label \"%s\" does not belong to cluster tag %016x".formatted(label, tag));
        }
        if (byTag.size() == POOLS_MAX) {
            byTag.remove(byTag.keySet().iterator().next());
        }
        byTag.put(tag, pool);
    }

    /// @return why the two do not talk, and what to change
    synchronized String reason(long tag, Pool ours) {
        var theirs = byTag.get(tag);
        if (theirs == null) {
            return ("cluster with tag %016x is not ours, %s with tag %016x: it has not told its"
                            + " name yet; compare cluster name, datacenter and port on both sides")
                    .formatted(tag, ours, ours.tag());
        }
        return "cluster %s is not ours, %s: %s".formatted(theirs, ours, remedy(theirs, ours));
    }

    synchronized int size() {
        return byTag.size();
    }

    private static String remedy(Pool theirs, Pool ours) {
        if (!theirs.cluster().equals(ours.cluster())) {
            return "set the same cluster name on both if they belong together, else take the"
                    + " other's address out of the seeds";
        }
        if (!theirs.name().equals(ours.name())) {
            return "a %s port was given where a %s port belongs; correct the port of the address"
                    .formatted(ours.name(), theirs.name());
        }
        return "set the same datacenter on both if they belong together; different datacenters"
                + " meet in the wan pool";
    }

    private static Pool parse(String label) throws MalformedException {
        var parts = label.split("/", -1);
        if (parts.length != 3) {
            throw new MalformedException(
                    "label must be cluster/datacenter/pool, was \"%s\""
                            .formatted(Names.printable(label)));
        }
        try {
            return new Pool(parts[0], parts[1], parts[2]);
        } catch (IllegalArgumentException broken) {
            throw new MalformedException("label: " + broken.getMessage());
        }
    }
}
