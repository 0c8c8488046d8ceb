package io.starling.gossip.coordinate;

import static io.starling.gossip.Fixtures.id;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Coordinate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

class NetworkMapTest {
    private static final Coordinate THERE = at(0.05f);
    private static final long MILLI = 1_000_000;

    private final SplittableRandom random = new SplittableRandom(7);
    private final NetworkMap map = new NetworkMap();

    /// Vivaldi, its first figure: nodes of a plane find places whose distances are their round
    /// trips, here with access links of their own and 5 % of noise on each measurement.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void nodesOfAPlaneFindTheirPlaces(long seed) {
        var plane = new Plane(100, seed);
        double before = plane.medianError();
        for (int round = 0; round < 100; round++) {
            plane.measureOnceEach();
        }
        double error = plane.medianError();
        System.out.printf("median relative error after 100 probes a node: %.3f%n", error);
        assertThat(before).isGreaterThan(0.9);
        assertThat(error).isLessThan(0.10);
    }

    @Test
    void twoNodesAgreeOnTheirDistance() {
        var other = new NetworkMap();
        for (int i = 0; i < 100; i++) {
            map.measured(id(1), other.own(), 80 * MILLI, random);
            other.measured(id(2), map.own(), 80 * MILLI, random);
        }
        assertThat(map.own().secondsTo(other.own())).isBetween(0.079, 0.081);
        assertThat(map.own().error()).isLessThan(0.05f);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 10_000_000_001L})
    void refusesARoundTripThatCannotBe(long nanos) {
        var before = map.own();
        assertThat(map.measured(id(1), THERE, nanos, random)).isFalse();
        assertThat(map.own()).isEqualTo(before);
        assertThat(map.members()).isEmpty();
    }

    @Test
    void takesTheShortestAndTheLongestRoundTripThatCanBe() {
        assertThat(map.measured(id(1), THERE, 1, random)).isTrue();
        assertThat(map.measured(id(1), THERE, 10_000_000_000L, random)).isTrue();
        assertThat(map.own().isUsable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            floats = {
                Float.NaN,
                Float.POSITIVE_INFINITY,
                Float.NEGATIVE_INFINITY,
                Float.MAX_VALUE,
                10.001f,
                -10.001f
            })
    void refusesACoordinateWithANumberThatCannotBe(float number) {
        var vector = new float[8];
        vector[5] = number;
        assertRefused(new Coordinate(vector, 1, 0, 0.001f));
        assertRefused(new Coordinate(new float[8], number, 0, 0.001f));
        assertRefused(new Coordinate(new float[8], 1, number, 0.001f));
        assertRefused(new Coordinate(new float[8], 1, 0, number));
    }

    @Test
    void refusesACoordinateOfOtherDimensionsAndNegativeErrorsAndHeights() {
        assertRefused(new Coordinate(new float[7], 1, 0, 0));
        assertRefused(new Coordinate(new float[9], 1, 0, 0));
        assertRefused(new Coordinate(new float[0], 1, 0, 0));
        assertRefused(new Coordinate(new float[8], -0.001f, 0, 0));
        assertRefused(new Coordinate(new float[8], 1.501f, 0, 0));
        assertRefused(new Coordinate(new float[8], 1, 0, -0.001f));
    }

    private void assertRefused(Coordinate coordinate) {
        assertThat(coordinate.isUsable()).isFalse();
        assertThat(map.measured(id(1), coordinate, MILLI, random)).isFalse();
        assertThat(map.measurements()).isZero();
        assertThat(map.members()).isEmpty();
    }

    /// Whatever is measured and whatever is claimed, nothing becomes infinite, and the error stays
    /// within its bounds.
    @Test
    void staysWithinItsBoundsWhateverItIsTold() {
        for (long seed = 0; seed < 200; seed++) {
            var dice = new SplittableRandom(seed);
            var node = new NetworkMap();
            for (int i = 0; i < 1_000; i++) {
                var claimed = dice.nextInt(10) == 0 ? node.own() : adversarial(dice);
                long nanos = (long) Math.pow(10, dice.nextDouble(10.1)) - dice.nextInt(3);
                boolean taken = node.measured(id(dice.nextInt(5)), claimed, nanos, dice);
                assertThat(taken)
                        .isEqualTo(claimed.isUsable() && nanos > 0 && nanos <= 10_000_000_000L);
                var own = node.own();
                assertThat(own.isUsable()).as("seed %d, step %d: %s", seed, i, own).isTrue();
                assertThat(own.secondsTo(own)).isNotNegative();
            }
            assertThat(node.measurements()).isPositive();
        }
    }

    /// At its own place there is no direction, and the way out is drawn.
    @Test
    void leavesAPlaceThatItShares() {
        map.measured(id(1), map.own(), 50 * MILLI, random);
        assertThat(map.own().isUsable()).isTrue();
        assertThat(map.own().vector()).isNotEqualTo(new float[8]);
    }

    @Test
    void oneLateAnswerMovesNobody() {
        var calm = new NetworkMap();
        var disturbed = new NetworkMap();
        for (int i = 0; i < 50; i++) {
            calm.measured(id(1), THERE, 40 * MILLI, new SplittableRandom(i));
            disturbed.measured(
                    id(1), THERE, (i == 40 ? 4_000 : 40) * MILLI, new SplittableRandom(i));
        }
        assertThat(disturbed.own()).isEqualTo(calm.own());
    }

    @Test
    void sameDiceSamePlaces() {
        var one = new Plane(10, 5);
        var other = new Plane(10, 5);
        for (int round = 0; round < 20; round++) {
            one.measureOnceEach();
            other.measureOnceEach();
        }
        assertThat(one.nodes.get(3).own()).isEqualTo(other.nodes.get(3).own());
        assertThat(one.nodes.get(3).members()).isEqualTo(other.nodes.get(3).members());
    }

    @Test
    void remembersWhatItHeardLastAndForgetsWhenTold() {
        map.measured(id(2), THERE, MILLI, random);
        map.measured(id(1), THERE, MILLI, random);
        map.measured(id(1), at(0.07f), MILLI, random);
        assertThat(map.members()).containsOnlyKeys(id(1), id(2));
        assertThat(map.members()).containsEntry(id(1), at(0.07f));
        map.forget(id(1));
        map.forget(id(9));
        assertThat(map.members()).containsOnlyKeys(id(2));
    }

    @Test
    void distanceIsThatOfClientsOfThisApi() {
        var one = new Coordinate(new float[] {3, 0, 0, 0, 0, 0, 0, 0}, 1, 0.25f, 0.5f);
        var other = new Coordinate(new float[] {0, 4, 0, 0, 0, 0, 0, 0}, 1, 0.25f, 0.5f);
        assertThat(one.secondsTo(other)).isEqualTo(6.5);
        var less = new Coordinate(new float[] {0, 4, 0, 0, 0, 0, 0, 0}, 1, -9, 0.5f);
        // The adjustments count only if they leave something.
        assertThat(one.secondsTo(less)).isEqualTo(6.0);
    }

    private static Coordinate at(float x) {
        return new Coordinate(new float[] {x, 0, 0, 0, 0, 0, 0, 0}, 0.2f, 0, 0.001f);
    }

    private static Coordinate adversarial(SplittableRandom dice) {
        var vector = new float[dice.nextInt(20) == 0 ? dice.nextInt(17) : 8];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = number(dice, -10, 10);
        }
        return new Coordinate(
                vector, number(dice, 0, 1.5f), number(dice, -10, 10), number(dice, 0, 10));
    }

    /// Mostly a permitted number, most often an extreme one.
    private static float number(SplittableRandom dice, float min, float max) {
        return switch (dice.nextInt(60)) {
            case 0 -> Float.intBitsToFloat(dice.nextInt());
            case 1 -> Float.NaN;
            case 2 -> Float.MIN_VALUE;
            case 3, 4, 5, 6, 7, 8, 9 -> 0;
            case 10, 11, 12, 13, 14, 15, 16, 17 -> min;
            case 18, 19, 20, 21, 22, 23, 24, 25 -> max;
            default -> min + (float) dice.nextDouble() * (max - min);
        };
    }

    /// Nodes at random points of a square whose side is a round trip of 100 ms, each behind an
    /// access link of up to 5 ms.
    private static final class Plane {
        private final SplittableRandom dice;
        private final List<NetworkMap> nodes = new ArrayList<>();
        private final double[][] points;

        Plane(int count, long seed) {
            dice = new SplittableRandom(seed);
            points = new double[count][];
            for (int i = 0; i < count; i++) {
                nodes.add(new NetworkMap());
                points[i] =
                        new double[] {
                            0.1 * dice.nextDouble(),
                            0.1 * dice.nextDouble(),
                            0.005 * dice.nextDouble()
                        };
            }
        }

        void measureOnceEach() {
            for (int i = 0; i < nodes.size(); i++) {
                int other = (i + 1 + dice.nextInt(nodes.size() - 1)) % nodes.size();
                double noisy = roundTrip(i, other) * (1 + 0.05 * dice.nextDouble());
                nodes.get(i)
                        .measured(
                                id(other),
                                nodes.get(other).own(),
                                Duration.ofNanos((long) (noisy * 1e9)).toNanos(),
                                dice);
            }
        }

        double roundTrip(int i, int j) {
            return Math.hypot(points[i][0] - points[j][0], points[i][1] - points[j][1])
                    + points[i][2]
                    + points[j][2];
        }

        double medianError() {
            var errors = new ArrayList<Double>();
            for (int i = 0; i < nodes.size(); i++) {
                for (int j = i + 1; j < nodes.size(); j++) {
                    double estimate = nodes.get(i).own().secondsTo(nodes.get(j).own());
                    double real = roundTrip(i, j);
                    errors.add(Math.abs(estimate - real) / real);
                }
            }
            return errors.stream().sorted().toList().get(errors.size() / 2);
        }
    }
}
