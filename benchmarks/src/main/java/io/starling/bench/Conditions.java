package io.starling.bench;

import io.starling.gossip.node.GossipConfig;
import io.starling.gossip.sim.DelayModel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What lies between simulated members, and what is wrong.
///
/// @param loss of each datagram, 0 to 1
/// @param crashed share of the members that are silent without anybody having noticed
/// @param stalled share of the members that stand still for [#STALL]
record Conditions(Latency latency, double loss, double crashed, double stalled) {
    static final Duration STALL = Duration.ofMillis(100);
    /// What a datagram costs its sender.
    static final Duration SEND = Duration.ofNanos(5_000);

    /// One-way delays, and the configuration that is meant for them.
    enum Latency {
        LOOPBACK(0.1, GossipConfig.LOCAL),
        LAN(0.25, GossipConfig.LAN),
        WAN(42, GossipConfig.WAN);

        private final double oneWayMillis;
        private final GossipConfig config;

        Latency(double oneWayMillis, GossipConfig config) {
            this.oneWayMillis = oneWayMillis;
            this.config = config;
        }

        DelayModel model(long seed) {
            return switch (this) {
                case LOOPBACK -> DelayModel.loopback();
                case LAN -> DelayModel.lan();
                case WAN -> DelayModel.wan(seed);
            };
        }

        /// The delay in whose units times can be read: the median, of the WAN the mean.
        double oneWayMillis() {
            return oneWayMillis;
        }

        GossipConfig config() {
            return config;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// For how long datagrams get lost: longer than any event needs, and short enough that
    /// suspicions and their refutations do not become most of what is measured.
    Duration faulty() {
        return latency.config().probing().interval();
    }

    /// For how long the crashed are silent: less than a probe waits, so they are never found out,
    /// and everybody goes on believing in them.
    Duration silent() {
        return latency.config().probing().timeout().multipliedBy(9).dividedBy(10);
    }

    /// `no faults`, or those that there are.
    String text() {
        var faults = new ArrayList<String>();
        addFault(faults, loss, "loss");
        addFault(faults, crashed, "crashed");
        addFault(faults, stalled, "stalled");
        return faults.isEmpty() ? "no faults" : String.join(", ", faults);
    }

    private static void addFault(List<String> faults, double share, String what) {
        if (share > 0) {
            faults.add(percent(share) + " % " + what);
        }
    }

    /// `10` of 0.1, `0.5` of 0.005.
    static String percent(double share) {
        double percent = Math.round(share * 1e6) / 1e4;
        return percent == Math.rint(percent)
                ? String.valueOf((long) percent)
                : String.valueOf(percent);
    }
}
