package io.starling.gossip.coordinate;

import io.starling.gossip.model.Coordinate;

import java.util.random.RandomGenerator;

/*
 * Each measured round trip is a spring between two nodes, whose rest length is that round trip. A node
 * moves a little along the spring's force, the more the less it trusts its own place and the more it
 * trusts the other's (Vivaldi, the adaptive timestep). Nobody moves anybody else, so there is nothing to
 * agree on, and the springs come to rest where distances are round trips.
 *
 * Three things are added, with the constants that Serf's implementation has proven:
 * - a height, for the access link that every round trip of a node takes (Vivaldi §5.4);
 * - an adjustment, the mean of what the last 20 round trips were longer than the distances, halved
 *   because both ends add theirs: for what no space of few dimensions can hold;
 * - gravity, a weak pull to the origin, so that the cluster as a whole does not drift (Ledlie).
 *
 * Unlike Serf's, a force is shared between plane and height as in Vivaldi §5.4, so no component ever
 * moves by more than the force. There, heights grow with the quotient of the heights and a distance that
 * may be next to nothing, and nothing bounds that.
 */
/// A node's own place in the network, which moves with every measured round trip.
///
/// Whatever is measured and whatever others claim, every number stays finite and within the bounds
/// of [Coordinate].
///
/// Confined to the node's loop.
final class Vivaldi {
    /// How far a node moves along the force, and how fast its error follows what it sees: the
    /// paper's `c_c` and `c_e` (Vivaldi).
    private static final double MOVE_SHARE = 0.25;

    private static final double ERROR_SHARE = 0.25;
    private static final double HEIGHT_MIN = 10e-6;
    private static final int ADJUSTMENT_WINDOW = 20;
    /// In seconds; a node that is so far from the origin is pulled back by a second.
    private static final double GRAVITY_RHO = 150;
    /// Below it a distance has no direction.
    private static final double NOTHING = 1e-6;

    /// Shared by all nodes that have measured nothing: simulations have thousands of them.
    private static final Coordinate START =
            new Coordinate(
                    new float[Coordinate.DIMENSIONS], Coordinate.ERROR_MAX, 0, (float) HEIGHT_MIN);

    private final double[] place = new double[Coordinate.DIMENSIONS];
    private final float[] excesses = new float[ADJUSTMENT_WINDOW];
    private double height = HEIGHT_MIN;
    private double error = Coordinate.ERROR_MAX;
    private int next;
    private Coordinate coordinate = START;

    /// Where the node is now.
    Coordinate coordinate() {
        return coordinate;
    }

    /// Moves the node by one round trip.
    ///
    /// @param theirs usable
    /// @param seconds above 0, at most [Coordinate#SECONDS_MAX]
    void measured(Coordinate theirs, double seconds, RandomGenerator random) {
        double roundTrip = Math.max(seconds, NOTHING);
        double distance = coordinate.secondsTo(theirs);
        double wrongness = Math.abs(distance - roundTrip) / roundTrip;
        double weight = error / Math.max(error + theirs.error(), NOTHING);
        double share = ERROR_SHARE * weight;
        error = Math.min(wrongness * share + error * (1 - share), Coordinate.ERROR_MAX);
        move(
                theirs.vector(),
                theirs.height(),
                MOVE_SHARE * weight * (roundTrip - distance),
                random);
        coordinate = published();
        excesses[next++ % ADJUSTMENT_WINDOW] =
                (float) (roundTrip - coordinate.plainSecondsTo(theirs));
        fall(random);
        coordinate = published();
    }

    /// A step away from a place, or towards it if `force` is negative.
    private void move(float[] from, double theirHeight, double force, RandomGenerator random) {
        var direction = new double[place.length];
        double plane = 0;
        for (int i = 0; i < place.length; i++) {
            direction[i] = place[i] - from[i];
            plane += direction[i] * direction[i];
        }
        plane = Math.sqrt(plane);
        double length = plane + height + theirHeight;
        if (plane < NOTHING && force > 0) {
            // Out of the same place any direction is as good as another.
            length = anywhere(direction, random);
        } else {
            height = bounded(height + force * (height + theirHeight) / length);
        }
        for (int i = 0; i < place.length; i++) {
            place[i] = bounded(place[i] + force * direction[i] / length);
        }
        height = Math.max(height, HEIGHT_MIN);
    }

    /// @return the length of the direction that was drawn
    private static double anywhere(double[] direction, RandomGenerator random) {
        double squares = 0;
        for (int i = 0; i < direction.length; i++) {
            direction[i] = random.nextDouble() - 0.5;
            squares += direction[i] * direction[i];
        }
        return Math.max(Math.sqrt(squares), NOTHING);
    }

    private void fall(RandomGenerator random) {
        double squares = 0;
        for (double component : place) {
            squares += component * component;
        }
        double pull = (Math.sqrt(squares) + height) / GRAVITY_RHO;
        move(new float[place.length], 0, -pull * pull, random);
    }

    private static double bounded(double seconds) {
        return Math.clamp(seconds, -Coordinate.SECONDS_MAX, Coordinate.SECONDS_MAX);
    }

    private Coordinate published() {
        var vector = new float[place.length];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) place[i];
        }
        double sum = 0;
        for (float excess : excesses) {
            sum += excess;
        }
        return new Coordinate(
                vector,
                (float) error,
                (float) bounded(sum / (2 * ADJUSTMENT_WINDOW)),
                (float) height);
    }
}
