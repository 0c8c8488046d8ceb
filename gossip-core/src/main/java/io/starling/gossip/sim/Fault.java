package io.starling.gossip.sim;

import java.time.Duration;
import java.util.List;

/// What can go wrong. Each lasts for a time or until it is healed.
public sealed interface Fault {

    /// What happens to the traffic between hosts. Faults add up.
    sealed interface OfNetwork extends Fault {}

    /// What happens to one host.
    sealed interface OfHost extends Fault {
        String host();
    }

    /// Traffic that gets lost.
    ///
    /// @param share 0 to 1
    /// @param hosts whose traffic, in both directions; empty for everyone's
    record Loss(double share, List<String> hosts) implements OfNetwork {
        public Loss {
            requireShare("loss", share);
            hosts = List.copyOf(hosts);
        }

        public Loss(double share) {
            this(share, List.of());
        }
    }

    /// Datagrams that arrive twice, at two times.
    record Duplicate(double share) implements OfNetwork {
        public Duplicate {
            requireShare("duplication", share);
        }
    }

    /// Datagrams that others overtake.
    ///
    /// @param share of the datagrams
    /// @param upTo how much later they arrive at the most
    record Reorder(double share, Duration upTo) implements OfNetwork {
        public Reorder {
            requireShare("reordering", share);
            requirePositive("reordering time", upTo);
        }
    }

    /// Everything takes longer.
    ///
    /// @param least added to all traffic
    /// @param jitter the most that is added to that, drawn anew for each datagram
    record Delay(Duration least, Duration jitter) implements OfNetwork {
        public Delay {
            requirePositive("delay", least.plus(jitter));
        }
    }

    /// Nothing gets from the one side to the other, though everything gets back.
    record OneWay(List<String> from, List<String> to) implements OfNetwork {
        public OneWay {
            from = List.copyOf(from);
            to = List.copyOf(to);
        }
    }

    /// One kind of traffic does not get from the one side to the other, as with a wrongly set
    /// firewall: datagrams, whatever they answer, or streams that are opened there. An open stream
    /// goes both ways.
    record Firewall(Blocked kind, List<String> from, List<String> to) implements OfNetwork {
        public Firewall {
            from = List.copyOf(from);
            to = List.copyOf(to);
        }
    }

    /// What a firewall does not let through.
    enum Blocked {
        DATAGRAMS,
        STREAMS
    }

    /// Nothing passes between groups. A host in no group reaches them all.
    record Partition(List<List<String>> groups) implements OfNetwork {
        public Partition {
            groups = groups.stream().map(List::copyOf).toList();
        }

        public Partition(List<String> one, List<String> other) {
            this(List.of(one, other));
        }
    }

    /// Datagrams larger than this vanish.
    record Mtu(int bytesMax) implements OfNetwork {}

    /// Datagrams that arrive with one bit flipped.
    record Corrupt(double share) implements OfNetwork {
        public Corrupt {
            requireShare("corruption", share);
        }
    }

    /// The process ends without a word. Healed by a start with what the disk kept.
    record Crash(String host, DiskFate disk) implements OfHost {}

    /// The node says goodbye. Healed by a new start.
    record Leave(String host) implements OfHost {}

    /// The process ends and starts again at once.
    ///
    /// @param moved whether the host comes back at another address
    record Restart(String host, DiskFate disk, boolean moved) implements OfHost {}

    /// Two processes end and start again, each at the address that the other had.
    ///
    /// @param apart how long after the first the second starts
    record SwapAddresses(String host, String other, DiskFate disk, Duration apart)
            implements OfHost {}

    /// The process ends, loses its disk, and starts again as another node under the name of one
    /// that may live. Healed by a start under its own name.
    record Namesake(String host, String of) implements OfHost {}

    /// The process does nothing while its clocks go on, as in a long garbage collection.
    record Pause(String host) implements OfHost {}

    /// The wall clock jumps. Healed by jumping back.
    record ClockStep(String host, Duration by) implements OfHost {}

    /// Writes fail for want of space.
    record DiskFull(String host) implements OfHost {}

    /// Reads and writes fail.
    record DiskBroken(String host) implements OfHost {}

    /// What a crash leaves of the disk.
    enum DiskFate {
        /// All that was asked to be written: the process died, the system lived on.
        KEPT,
        /// What was done, and a random part of the rest: the power failed.
        TORN,
        /// Nothing.
        LOST
    }

    private static void requireShare(String what, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(what + " must lie in 0..1, was " + share);
        }
    }

    private static void requirePositive(String what, Duration duration) {
        if (!duration.isPositive()) {
            throw new IllegalArgumentException(what + " must be positive, was " + duration);
        }
    }
}
