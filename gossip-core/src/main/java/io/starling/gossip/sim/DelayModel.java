package io.starling.gossip.sim;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// How long a datagram takes from one host to another, when nothing is wrong.
@FunctionalInterface
public interface DelayModel {

    /// @param from index of the sending host
    /// @param to index of the receiving host
    long oneWayNanos(int from, int to, RandomGenerator random);

    /// One host talking to itself: 0.1 ms, 5 % more or less.
    static DelayModel loopback() {
        return (_, _, random) -> around(100_000, 0.05, random);
    }

    /// A datacenter: lognormal, median 0.25 ms, sigma 0.3; 1 % of the datagrams take 5 ms more.
    static DelayModel lan() {
        return (_, _, random) -> {
            // StrictMath, because the simulation must be the same on every machine.
            double nanos = 250_000 * StrictMath.exp(0.3 * random.nextGaussian());
            return (long) nanos + (random.nextInt(100) == 0 ? 5_000_000 : 0);
        };
    }

    /// Continents: 20 to 80 ms by distance between random points of a square, 42 ms in the mean,
    /// 5 % jitter; 1 % of the datagrams take 50 ms more.
    static DelayModel wan(long seed) {
        return new Wan(new SplittableRandom(seed));
    }

    private static long around(long nanos, double share, RandomGenerator random) {
        return (long) (nanos * (1 + share * (2 * random.nextDouble() - 1)));
    }

    /// Places hosts as they appear.
    final class Wan implements DelayModel {
        private static final double FARTHEST = StrictMath.sqrt(2);

        private final SplittableRandom places;
        private double[] coordinates = {};
        private int placed;

        private Wan(SplittableRandom places) {
            this.places = places;
        }

        @Override
        public long oneWayNanos(int from, int to, RandomGenerator random) {
            placeUpTo(Math.max(from, to));
            double dx = coordinates[2 * from] - coordinates[2 * to];
            double dy = coordinates[2 * from + 1] - coordinates[2 * to + 1];
            double share = Math.sqrt(dx * dx + dy * dy) / FARTHEST;
            long nanos = around((long) (20e6 + 60e6 * share), 0.05, random);
            return nanos + (random.nextInt(100) == 0 ? 50_000_000 : 0);
        }

        private void placeUpTo(int host) {
            if (2 * host + 1 >= coordinates.length) {
                coordinates = Arrays.copyOf(coordinates, 4 * (host + 1));
            }
            for (; placed <= host; placed++) {
                coordinates[2 * placed] = places.nextDouble();
                coordinates[2 * placed + 1] = places.nextDouble();
            }
        }
    }
}
