package io.starling.gossip.sim;

import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;

/// One network fault at work: the fault with its host names made indexes.
final class Interference {
    private final Fault.OfNetwork fault;
    private final List<BitSet> groups;

    /// @param indexOf host names to indexes; throws for a name that no host has
    Interference(Fault.OfNetwork fault, ToIntFunction<String> indexOf) {
        this.fault = fault;
        this.groups = named(fault).stream().map(names -> indexes(names, indexOf)).toList();
    }

    Fault.OfNetwork fault() {
        return fault;
    }

    /// Whether nothing gets from one host to the other while this lasts.
    boolean cuts(int from, int to) {
        return switch (fault) {
            case Fault.Partition _ -> areInDifferentGroups(from, to);
            case Fault.OneWay _ -> isFromOneSideToTheOther(from, to);
            case Fault.Loss _,
                    Fault.Duplicate _,
                    Fault.Reorder _,
                    Fault.Delay _,
                    Fault.Mtu _,
                    Fault.Firewall _,
                    Fault.Corrupt _ ->
                    false;
        };
    }

    /// Whether one host may not open a stream to the other.
    boolean shuts(int from, int to) {
        return fault instanceof Fault.Firewall firewall
                && firewall.kind() == Fault.Blocked.STREAMS
                && isFromOneSideToTheOther(from, to);
    }

    private boolean isFromOneSideToTheOther(int from, int to) {
        return groups.get(0).get(from) && groups.get(1).get(to);
    }

    /// What becomes of one datagram.
    void apply(Passage passage, SplittableRandom random) {
        switch (fault) {
            case Fault.Partition _, Fault.OneWay _ ->
                    passage.lost |= cuts(passage.from, passage.to);
            case Fault.Loss loss ->
                    passage.lost |= concerns(passage) && random.nextDouble() < loss.share();
            case Fault.Firewall firewall ->
                    passage.lost |=
                            firewall.kind() == Fault.Blocked.DATAGRAMS
                                    && isFromOneSideToTheOther(passage.from, passage.to);
            case Fault.Mtu mtu -> passage.lost |= passage.bytes > mtu.bytesMax();
            case Fault.Duplicate duplicate ->
                    passage.repeated |= random.nextDouble() < duplicate.share();
            case Fault.Corrupt corrupt ->
                    passage.corrupted |= random.nextDouble() < corrupt.share();
            case Fault.Reorder reorder -> {
                if (random.nextDouble() < reorder.share()) {
                    passage.extraNanos += random.nextLong(reorder.upTo().toNanos());
                }
            }
            case Fault.Delay delay -> passage.extraNanos += extraNanos(delay, random);
        }
    }

    /// How often a segment of a stream must be sent until it gets through, less one.
    int retransmissions(int from, int to, SplittableRandom random) {
        int times = 0;
        if (fault instanceof Fault.Loss loss && concerns(from, to)) {
            while (times < Passage.RETRANSMISSIONS_MAX && random.nextDouble() < loss.share()) {
                times++;
            }
        }
        return times;
    }

    long streamDelayNanos(SplittableRandom random) {
        return fault instanceof Fault.Delay delay ? extraNanos(delay, random) : 0;
    }

    private static long extraNanos(Fault.Delay delay, SplittableRandom random) {
        long jitter = delay.jitter().toNanos();
        return delay.least().toNanos() + (jitter > 0 ? random.nextLong(jitter) : 0);
    }

    private boolean concerns(Passage passage) {
        return concerns(passage.from, passage.to);
    }

    private boolean concerns(int from, int to) {
        return groups.isEmpty() || groups.get(0).get(from) || groups.get(0).get(to);
    }

    private boolean areInDifferentGroups(int from, int to) {
        int ofFrom = groupOf(from);
        int ofTo = groupOf(to);
        return ofFrom >= 0 && ofTo >= 0 && ofFrom != ofTo;
    }

    private int groupOf(int host) {
        for (int i = 0; i < groups.size(); i++) {
            if (groups.get(i).get(host)) {
                return i;
            }
        }
        return -1;
    }

    private static List<List<String>> named(Fault.OfNetwork fault) {
        return switch (fault) {
            case Fault.Partition partition -> partition.groups();
            case Fault.OneWay oneWay -> List.of(oneWay.from(), oneWay.to());
            case Fault.Firewall firewall -> List.of(firewall.from(), firewall.to());
            case Fault.Loss loss -> loss.hosts().isEmpty() ? List.of() : List.of(loss.hosts());
            case Fault.Duplicate _, Fault.Reorder _, Fault.Delay _, Fault.Mtu _, Fault.Corrupt _ ->
                    List.of();
        };
    }

    private static BitSet indexes(List<String> names, ToIntFunction<String> indexOf) {
        var indexes = new BitSet();
        names.forEach(name -> indexes.set(indexOf.applyAsInt(name)));
        return indexes;
    }
}
