package io.starling.gossip.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Every duration and limit of a node. Start from a preset and change what must differ:
///
///     GossipConfig.LAN.with(GossipConfig.LAN.events().withBytesMax(1_000))
///
/// @param datagramBytesMax of one datagram, header included; 1,400 passes an Ethernet with tunnels
/// @param leaveTimeout how long a leaving node waits for members to acknowledge its goodbye
/// @param rejoinAfterLeave whether a node that said goodbye goes back by itself at its next start;
///     one that did not does so anyway
public record GossipConfig(
        Probing probing,
        Suspecting suspecting,
        Gossiping gossiping,
        AntiEntropy antiEntropy,
        Events events,
        int datagramBytesMax,
        Duration leaveTimeout,
        boolean rejoinAfterLeave) {

    /// Inside a datacenter.
    public static final GossipConfig LAN =
            new GossipConfig(
                    new Probing(Duration.ofSeconds(1), Duration.ofMillis(500), 3, 8),
                    new Suspecting(4, 6),
                    new Gossiping(4, Duration.ofMillis(200), 4, 4_096),
                    new AntiEntropy(
                            Duration.ofSeconds(30),
                            Duration.ofSeconds(10),
                            256 * 1024,
                            16,
                            Duration.ofHours(24),
                            Duration.ofHours(24),
                            65_536),
                    new Events(
                            512,
                            Duration.ofNanos(1_500_000),
                            Duration.ofMillis(25),
                            Duration.ofSeconds(90),
                            8 << 20,
                            131_072,
                            4_096,
                            Duration.ofMillis(50),
                            Duration.ofSeconds(2),
                            1_024,
                            4 << 20),
                    1_400,
                    Duration.ofSeconds(5),
                    false);

    /// Between datacenters.
    public static final GossipConfig WAN =
            LAN.with(new Probing(Duration.ofSeconds(5), Duration.ofSeconds(3), 3, 8))
                    .with(new Suspecting(6, 6))
                    .with(new Gossiping(4, Duration.ofMillis(500), 4, 4_096))
                    .with(LAN.antiEntropy().withInterval(Duration.ofSeconds(60)))
                    .with(LAN.events().withPace(Duration.ofMillis(20), Duration.ofMillis(400)));

    /// On one host: tests, demonstrations.
    public static final GossipConfig LOCAL =
            LAN.with(new Probing(Duration.ofSeconds(1), Duration.ofMillis(200), 1, 8))
                    .with(new Suspecting(3, 6))
                    .with(new Gossiping(4, Duration.ofMillis(100), 2, 4_096))
                    .with(LAN.antiEntropy().withInterval(Duration.ofSeconds(15)))
                    .with(LAN.events().withPace(Duration.ofNanos(600_000), Duration.ofMillis(20)));

    /// The failure detector (SWIM §3.1).
    ///
    /// @param interval the protocol period: each node probes one member in it
    /// @param timeout how long to wait for the ack before helpers are asked; less than `interval`
    /// @param indirect how many helpers
    /// @param healthMax by how much the local health multiplier may stretch both (Lifeguard §IV-A);
    ///     1 turns it off
    /// @param lifeguard the rules of Lifeguard that are on or off
    public record Probing(
            Duration interval, Duration timeout, int indirect, int healthMax, Lifeguard lifeguard) {
        public Probing(Duration interval, Duration timeout, int indirect, int healthMax) {
            this(interval, timeout, indirect, healthMax, Lifeguard.ON);
        }

        public Probing {
            if (!timeout.isPositive() || timeout.compareTo(interval) >= 0) {
                throw new IllegalArgumentException(
                        "probe timeout must lie in (0, interval = %s), was %s"
                                .formatted(interval, timeout));
            }
            range("indirect probes", indirect, 0, 16);
            range("local health maximum", healthMax, 1, 64);
        }
    }

    /// The rules of Lifeguard that are on or off. Those with a number are off at 1:
    /// [Probing#healthMax] and [Suspecting#maxMultiplier].
    ///
    /// @param nacks whether a helper says that the target kept silent (§IV-A)
    /// @param buddies whether a member in doubt is told so with the first ping that goes to it
    ///     (§IV-C), and with the ack of its own
    /// @param patience whether a pause of the own process puts off the judgements that fall due
    public record Lifeguard(boolean nacks, boolean buddies, boolean patience) {
        public static final Lifeguard ON = new Lifeguard(true, true, true);
        public static final Lifeguard OFF = new Lifeguard(false, false, false);
    }

    /// How long a suspect may stay silent (Lifeguard §IV-B).
    ///
    /// @param multiplier how many probe intervals, times log₁₀(n), at the least. Raise it where
    ///     pauses are long; every step delays the news of a real failure by one interval in a
    ///     ten-node cluster
    /// @param maxMultiplier how many times that at the most, before others confirm the suspicion; 1
    ///     turns dynamic timeouts off
    public record Suspecting(int multiplier, int maxMultiplier) {
        public Suspecting {
            range("suspicion multiplier", multiplier, 1, 100);
            range("suspicion maximum multiplier", maxMultiplier, 1, 100);
        }
    }

    /// How claims spread (SWIM §4.1).
    ///
    /// @param fanout to how many random members new claims go at once
    /// @param interval between the rounds that repeat them
    /// @param retransmitMultiplier λ: a claim is told λ·⌈log₁₀(n+1)⌉ times
    /// @param rumorsMax claims queued at once; beyond it the one told most often is given up
    public record Gossiping(
            int fanout, Duration interval, int retransmitMultiplier, int rumorsMax) {
        public Gossiping {
            range("gossip fan-out", fanout, 1, 64);
            positive("gossip interval", interval);
            range("retransmit multiplier", retransmitMultiplier, 1, 64);
            range("rumor queue bound", rumorsMax, 16, 1 << 20);
        }
    }

    /// The exchange of full state (Demers §1.3).
    ///
    /// @param interval between exchanges; stretched in clusters above 32 members. For so long after
    ///     its death a member is called every protocol period, by somebody
    /// @param timeout of one stream exchange
    /// @param pageBytesMax of one page, at most half a stream frame
    /// @param requestsMax answered at the same time; others are refused and counted
    /// @param deadRetention how long a dead member is remembered, and looked for now and then;
    ///     after that, where it was is still visited, if more seldom
    /// @param leftRetention how long a member that left is remembered
    /// @param membersMax rows of the table, the dead included; claims of further members are
    ///     refused and counted
    public record AntiEntropy(
            Duration interval,
            Duration timeout,
            int pageBytesMax,
            int requestsMax,
            Duration deadRetention,
            Duration leftRetention,
            int membersMax) {
        public AntiEntropy {
            positive("push-pull interval", interval);
            positive("stream timeout", timeout);
            range("page size", pageBytesMax, 16 * 1024, 512 * 1024);
            range("simultaneous stream requests", requestsMax, 1, 4_096);
            positive("dead retention", deadRetention);
            positive("left retention", leftRetention);
            range("member bound", membersMax, 16, 1 << 24);
        }

        public AntiEntropy withInterval(Duration interval) {
            return new AntiEntropy(
                    interval,
                    timeout,
                    pageBytesMax,
                    requestsMax,
                    deadRetention,
                    leftRetention,
                    membersMax);
        }

        public AntiEntropy withRetention(Duration dead, Duration left) {
            return new AntiEntropy(
                    interval, timeout, pageBytesMax, requestsMax, dead, left, membersMax);
        }
    }

    /// User events.
    ///
    /// @param bytesMax of name, filters and payload together, encoded; a larger event is refused by
    ///     the origin and dropped by a receiver
    /// @param receiptMin how long a receipt is waited for at the least before another delegate is
    ///     asked; a few round trips. The wait adapts upward by what is measured
    /// @param confirmDelay from an event's receipt to the question whether the successors have it:
    ///     8 to 10 times what the tree takes to reach everyone
    /// @param retention how long an event is kept for repair; more than three push-pull intervals
    /// @param retentionBytesMax of all events kept for repair; oldest first out
    /// @param windowMax how far above the contiguous base of its origin an event may be
    /// @param originsMax origin boots with holes that are tracked at once
    /// @param pullDelay how long a hole is left to the ordinary spread before it is asked for
    /// @param gapTimeout how long later events wait for a missing one before it is announced as a
    ///     gap
    /// @param earlyMax events held while the join exchange is under way
    /// @param outboxBytesMax waiting to be sent; from half of it fire is refused
    public record Events(
            int bytesMax,
            Duration receiptMin,
            Duration confirmDelay,
            Duration retention,
            int retentionBytesMax,
            int windowMax,
            int originsMax,
            Duration pullDelay,
            Duration gapTimeout,
            int earlyMax,
            int outboxBytesMax) {
        /// What fits one datagram of 1,400 bytes, with the header, the event's identity and
        /// encryption.
        public static final int BYTES_HARD_MAX = 1_100;

        public Events {
            range("event size limit", bytesMax, 64, BYTES_HARD_MAX);
            positive("receipt timeout", receiptMin);
            positive("confirmation delay", confirmDelay);
            positive("event retention", retention);
            range("event retention bytes", retentionBytesMax, 64 * 1024, 1 << 30);
            range("event window", windowMax, 64, 1 << 20);
            range("event origins", originsMax, 16, 1 << 20);
            positive("pull delay", pullDelay);
            positive("gap timeout", gapTimeout);
            range("early events", earlyMax, 0, 1 << 20);
            range("outbox bytes", outboxBytesMax, 64 * 1024, 1 << 30);
        }

        public Events withPace(Duration receiptMin, Duration confirmDelay) {
            return new Events(
                    bytesMax,
                    receiptMin,
                    confirmDelay,
                    retention,
                    retentionBytesMax,
                    windowMax,
                    originsMax,
                    pullDelay,
                    gapTimeout,
                    earlyMax,
                    outboxBytesMax);
        }

        public Events withBytesMax(int bytesMax) {
            return new Events(
                    bytesMax,
                    receiptMin,
                    confirmDelay,
                    retention,
                    retentionBytesMax,
                    windowMax,
                    originsMax,
                    pullDelay,
                    gapTimeout,
                    earlyMax,
                    outboxBytesMax);
        }
    }

    public GossipConfig {
        var problems = new ArrayList<String>();
        if (datagramBytesMax < 576 || datagramBytesMax > 65_000) {
            problems.add("datagram size must lie in 576..65000, was " + datagramBytesMax);
        }
        if (datagramBytesMax < events.bytesMax() + EVENT_OVERHEAD) {
            problems.add(
                    "an event of %d bytes does not fit a datagram of %d: lower the event size limit or raise the datagram size, they must differ by %d"
                            .formatted(events.bytesMax(), datagramBytesMax, EVENT_OVERHEAD));
        }
        if (events.retention().compareTo(antiEntropy.interval().multipliedBy(3)) < 0
                && events.retention().compareTo(Duration.ofSeconds(90)) < 0) {
            problems.add(
                    "event retention must be at least 90 s or three push-pull intervals (%s), was %s"
                            .formatted(antiEntropy.interval(), events.retention()));
        }
        if (!leaveTimeout.isPositive()) {
            problems.add("leave timeout must be positive, was " + leaveTimeout);
        }
        refuse(problems);
    }

    /// Header, label, event identity and encryption around an event's contents, at the most.
    static final int EVENT_OVERHEAD = 300;

    public GossipConfig with(Probing probing) {
        return new GossipConfig(
                probing,
                suspecting,
                gossiping,
                antiEntropy,
                events,
                datagramBytesMax,
                leaveTimeout,
                rejoinAfterLeave);
    }

    public GossipConfig with(Suspecting suspecting) {
        return new GossipConfig(
                probing,
                suspecting,
                gossiping,
                antiEntropy,
                events,
                datagramBytesMax,
                leaveTimeout,
                rejoinAfterLeave);
    }

    public GossipConfig with(Gossiping gossiping) {
        return new GossipConfig(
                probing,
                suspecting,
                gossiping,
                antiEntropy,
                events,
                datagramBytesMax,
                leaveTimeout,
                rejoinAfterLeave);
    }

    public GossipConfig with(AntiEntropy antiEntropy) {
        return new GossipConfig(
                probing,
                suspecting,
                gossiping,
                antiEntropy,
                events,
                datagramBytesMax,
                leaveTimeout,
                rejoinAfterLeave);
    }

    public GossipConfig with(Events events) {
        return new GossipConfig(
                probing,
                suspecting,
                gossiping,
                antiEntropy,
                events,
                datagramBytesMax,
                leaveTimeout,
                rejoinAfterLeave);
    }

    /// The same with every rule of Lifeguard off, which leaves plain SWIM, for comparisons.
    public GossipConfig withoutLifeguard() {
        return with(new Probing(
                        probing.interval(),
                        probing.timeout(),
                        probing.indirect(),
                        1,
                        Lifeguard.OFF))
                .with(new Suspecting(suspecting.multiplier(), 1));
    }

    public GossipConfig withLeaveTimeout(Duration leaveTimeout) {
        return new GossipConfig(
                probing,
                suspecting,
                gossiping,
                antiEntropy,
                events,
                datagramBytesMax,
                leaveTimeout,
                rejoinAfterLeave);
    }

    public GossipConfig withRejoinAfterLeave(boolean rejoinAfterLeave) {
        return new GossipConfig(
                probing,
                suspecting,
                gossiping,
                antiEntropy,
                events,
                datagramBytesMax,
                leaveTimeout,
                rejoinAfterLeave);
    }

    private static void range(String what, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "%s must lie in %d..%d, was %d".formatted(what, min, max, value));
        }
    }

    private static void positive(String what, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(
                    "%s must be positive, was %s".formatted(what, value));
        }
    }

    private static void refuse(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }
}
