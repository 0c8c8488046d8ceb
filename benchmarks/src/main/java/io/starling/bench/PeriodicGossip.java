package io.starling.bench;

import io.starling.bench.Journey.Costs;
import io.starling.bench.Journey.Reach;
import io.starling.bench.Journey.Repairs;
import io.starling.gossip.sim.DelayModel;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/// A model of the gossip that systems such as memberlist and Serf spread events with, to compare
/// with: one event on the same network, with the same origin and the same faults.
///
/// - Every member has a tick each 200 ms, at a phase of its own. In a tick it sends what it has to
///   tell to three random members, in one datagram each.
/// - It tells an event `4 · ⌈log₁₀(N + 1)⌉` times, each datagram counted, and then no more: so 12,
///   16 or 20 copies a member at 100, 1,000 or 10,000.
/// - Every 30 s, times `⌈log₂ N − 5⌉ + 1` above 32 members, it exchanges state with a random member
///   over a stream. What it learns there it does not tell further.
///
/// Nobody is known to be gone: who crashed is drawn as a target like any other. Probes, which may
/// carry an event too, are left out, as is what an event suffers from others in the queue.
final class PeriodicGossip {
    private static final int FANOUT = 3;
    private static final int MULTIPLIER = 4;
    private static final long TICK = Duration.ofMillis(200).toNanos();
    private static final long EXCHANGE = Duration.ofSeconds(30).toNanos();
    private static final int UNSTRETCHED_MEMBERS = 32;
    private static final long RETRANSMIT = Duration.ofMillis(200).toNanos();
    private static final int RETRANSMISSIONS_MAX = 10;
    private static final int EVENT_BYTES = 260;
    private static final long ONE_SECOND = Duration.ofSeconds(1).toNanos();
    private static final long HORIZON = Duration.ofSeconds(5).toNanos();

    /// That a member takes no part.
    static final long NEVER = Long.MAX_VALUE;

    private final int nodes;
    private final DelayModel delays;
    private final Conditions conditions;
    private final SplittableRandom dice;

    /// @param delays between members, by their index
    PeriodicGossip(int nodes, DelayModel delays, Conditions conditions, SplittableRandom dice) {
        this.nodes = nodes;
        this.delays = delays;
        this.conditions = conditions;
        this.dice = dice;
    }

    /// How often a member tells an event.
    static int transmits(int nodes) {
        return MULTIPLIER * (int) Math.ceil(StrictMath.log10(nodes + 1.0));
    }

    /// @param origin by its index
    /// @param awakeFrom for each member, the nanosecond from which on it does anything: 0 for who
    ///     is well, [#NEVER] for who crashed
    Journey spread(int origin, long[] awakeFrom) {
        return new Run(awakeFrom).from(origin);
    }

    private enum Kind {
        /// A member gets a datagram with the event.
        ARRIVAL,
        /// A member learns of it by an exchange of state.
        LESSON,
        TICK,
        EXCHANGE
    }

    /// @param order of insertion, so that what happens at one time has an order
    /// @param from whom the event comes; the member itself where nobody brings anything
    private record Step(long time, long order, Kind kind, int member, int from) {}

    /// One event.
    private final class Run {
        private final PriorityQueue<Step> steps =
                new PriorityQueue<>(
                        Comparator.comparingLong(Step::time).thenComparingLong(Step::order));
        private final long[] awakeFrom;
        private final long[] had = new long[nodes];
        private final int[] hops = new int[nodes];
        private final int[] left = new int[nodes];
        private final int[] sends = new int[nodes];
        private long order;
        private long copies;

        private Run(long[] awakeFrom) {
            this.awakeFrom = awakeFrom;
            Arrays.fill(had, NEVER);
        }

        private Journey from(int origin) {
            hops[origin] = -1;
            learn(new Step(0, order++, Kind.ARRIVAL, origin, origin), true);
            scheduleExchanges();
            while (!steps.isEmpty() && steps.peek().time() <= HORIZON) {
                var step = steps.remove();
                switch (step.kind()) {
                    case ARRIVAL -> {
                        copies++;
                        learn(step, true);
                    }
                    case LESSON -> learn(step, false);
                    case TICK -> tick(step.member(), step.time());
                    case EXCHANGE -> exchange(step.member(), step.time());
                }
            }
            return journey();
        }

        private void add(long time, Kind kind, int member, int from) {
            if (time <= HORIZON) {
                steps.add(new Step(time, order++, kind, member, from));
            }
        }

        private void learn(Step step, boolean tells) {
            int member = step.member();
            if (had[member] != NEVER) {
                return;
            }
            had[member] = step.time();
            hops[member] = hops[step.from()] + 1;
            if (tells && nodes > 1) {
                left[member] = transmits(nodes);
                // Its phase, which nobody has asked for before.
                add(step.time() + dice.nextLong(TICK), Kind.TICK, member, member);
            }
        }

        private void tick(int member, long now) {
            var targets = others(member, Math.min(FANOUT, left[member]));
            for (int i = 0; i < targets.length; i++) {
                send(member, targets[i], now + (i + 1) * Conditions.SEND.toNanos());
            }
            left[member] -= targets.length;
            sends[member] += targets.length;
            if (left[member] > 0) {
                add(now + TICK, Kind.TICK, member, member);
            }
        }

        private void send(int from, int to, long departs) {
            boolean lossy = departs < conditions.faulty().toNanos();
            if (awakeFrom[to] == NEVER || lossy && dice.nextDouble() < conditions.loss()) {
                return;
            }
            long arrives = departs + delays.oneWayNanos(from, to, dice);
            add(Math.max(arrives, awakeFrom[to]), Kind.ARRIVAL, to, from);
        }

        private void scheduleExchanges() {
            long interval = EXCHANGE * stretch();
            for (int member = 0; member < nodes && nodes > 1; member++) {
                add(dice.nextLong(interval), Kind.EXCHANGE, member, member);
            }
        }

        private long stretch() {
            return nodes <= UNSTRETCHED_MEMBERS
                    ? 1
                    : (long) Math.ceil(StrictMath.log(nodes) / StrictMath.log(2) - 5) + 1;
        }

        private void exchange(int asker, long now) {
            int asked = others(asker, 1)[0];
            if (awakeFrom[asker] > now || awakeFrom[asked] > now) {
                return;
            }
            // A handshake and the request, then the answer.
            long request = now;
            for (int way = 0; way < 3; way++) {
                request += segment(asker, asked, now);
            }
            if (had[asker] != NEVER) {
                add(request, Kind.LESSON, asked, asker);
            } else if (had[asked] != NEVER) {
                add(request + segment(asked, asker, now), Kind.LESSON, asker, asked);
            }
        }

        private long segment(int from, int to, long now) {
            long nanos = delays.oneWayNanos(from, to, dice);
            boolean lossy = now < conditions.faulty().toNanos();
            for (int i = 0;
                    lossy && i < RETRANSMISSIONS_MAX && dice.nextDouble() < conditions.loss();
                    i++) {
                nanos += RETRANSMIT << i;
            }
            return nanos;
        }

        /// Different members, drawn evenly from all but one.
        private int[] others(int self, int count) {
            var drawn = new int[Math.min(count, nodes - 1)];
            for (int i = 0; i < drawn.length; i++) {
                do {
                    drawn[i] = dice.nextInt(nodes);
                } while (drawn[i] == self || isAmong(drawn, i));
            }
            return drawn;
        }

        private static boolean isAmong(int[] drawn, int last) {
            for (int i = 0; i < last; i++) {
                if (drawn[i] == drawn[last]) {
                    return true;
                }
            }
            return false;
        }

        private Journey journey() {
            int live = (int) Arrays.stream(awakeFrom).filter(from -> from != NEVER).count();
            int swift = (int) Arrays.stream(awakeFrom).filter(from -> from == 0).count();
            var millis = new double[nodes];
            int count = 0;
            for (int i = 0; i < nodes; i++) {
                if (awakeFrom[i] == 0 && had[i] <= HORIZON) {
                    millis[count++] = had[i] / 1e6;
                }
            }
            var received = Arrays.copyOf(millis, count);
            Arrays.sort(received);
            double sent = (double) Arrays.stream(sends).sum() / live;
            return new Journey(
                    received,
                    received,
                    swift,
                    new Reach(reached(ONE_SECOND) / live, reached(HORIZON) / live),
                    hopCounts(),
                    new Costs(
                            (double) copies / live,
                            sent,
                            sent * EVENT_BYTES,
                            Arrays.stream(sends).max().orElse(0),
                            Repairs.NONE));
        }

        private double reached(long nanos) {
            return Arrays.stream(had).filter(each -> each <= nanos).count();
        }

        private long[] hopCounts() {
            var counts = new long[Arrays.stream(hops).max().orElse(0) + 1];
            for (int i = 0; i < nodes; i++) {
                if (had[i] <= HORIZON) {
                    counts[hops[i]]++;
                }
            }
            return counts;
        }
    }
}
