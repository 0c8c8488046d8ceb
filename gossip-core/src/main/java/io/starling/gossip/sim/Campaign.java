package io.starling.gossip.sim;

import io.starling.gossip.sim.Fault.DiskFate;
import io.starling.gossip.sim.SimCluster.Spec;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// Lives through what one seed draws: clusters of 3 to 128 nodes, a storm of faults while events
/// are fired, then calm, and the question whether everything is as it should be.
///
/// With its logger at debug it tells the story of the run; that of [SimCluster] at trace adds
/// what each node says.
public final class Campaign {
    private static final Logger log = LoggerFactory.getLogger(Campaign.class);

    private static final Duration FORMING_MAX = Duration.ofMinutes(2);

    /// What a seed that held came to.
    ///
    /// @param nodes of all clusters in the world
    /// @param virtual how long the world lasted
    /// @param steps simulated events, of any kind
    /// @param fired user events
    /// @param deliveries of user events, at all nodes together
    /// @param strikes how often each kind of fault struck
    public record Outcome(
            long seed,
            int nodes,
            Duration virtual,
            long steps,
            long fired,
            long deliveries,
            SortedMap<String, Integer> strikes) {

        /// Both together, under the seed of this one.
        public Outcome plus(Outcome other) {
            var both = new TreeMap<>(strikes);
            other.strikes.forEach((kind, times) -> both.merge(kind, times, Integer::sum));
            return new Outcome(
                    seed,
                    nodes + other.nodes,
                    virtual.plus(other.virtual),
                    steps + other.steps,
                    fired + other.fired,
                    deliveries + other.deliveries,
                    both);
        }
    }

    private final SimWorld world;
    private final Spec spec;
    private final Mix mix;
    private final SplittableRandom dice;
    private final SortedMap<String, Integer> strikes = new TreeMap<>();

    private Campaign(long seed, Spec spec, Mix mix) {
        this.world = new SimWorld(seed);
        this.spec = spec;
        this.mix = mix;
        this.dice = world.split();
        world.replayWith(Replay.of(mix, seed));
    }

    /// @throws BrokenInvariantException if the nodes broke a rule
    /// @throws NodeFailedException if a node threw
    public static Outcome run(long seed) {
        return run(seed, Spec.LAN);
    }

    public static Outcome run(long seed, Mix mix) {
        return run(seed, Spec.LAN, mix);
    }

    public static Outcome run(long seed, Spec spec) {
        return run(seed, spec, Mix.ALL);
    }

    private static Outcome run(long seed, Spec spec, Mix mix) {
        return new Campaign(seed, spec, mix).run();
    }

    private Outcome run() {
        var cluster = SimCluster.in(world, spec, drawSize(), Invariant.all());
        log.debug("seed {}: {} nodes", world.seed(), cluster.nodes().size());
        var storm = new Storm(cluster, mix, world.split(), strikes);
        if (dice.nextInt(10) == 0) {
            var other =
                    SimCluster.in(
                            world, spec.named("other", "x"), 3 + dice.nextInt(3), Invariant.all());
            log.debug("and {} nodes of another cluster", other.nodes().size());
            weather(storm, cluster);
            storm.mistake(other);
            new Storm(other, mix, world.split(), strikes).fireForAWhile(Duration.ofSeconds(20));
            end(cluster);
            other.settle();
            return outcome(cluster, other);
        }
        weather(storm, cluster);
        end(cluster);
        return outcome(cluster);
    }

    /// A storm over a cluster that has formed, or, now and then, over one that is about to.
    private void weather(Storm storm, SimCluster cluster) {
        if (dice.nextInt(4) > 0) {
            cluster.holdsWithin(cluster::everyoneKnowsEveryone, FORMING_MAX);
        }
        storm.rage(Duration.ofSeconds(60 + dice.nextInt(120)));
    }

    /// Calm returns. One starts anew while what was fired last is still kept; of four or more,
    /// one says goodbye for good and another dies for good.
    private void end(SimCluster cluster) {
        cluster.heal();
        cluster.holdsWithin(cluster::everyoneKnowsEveryone, FORMING_MAX);
        cluster.runFor(Duration.ofSeconds(Math.min(60, cluster.repairSeconds() + 10)));
        int nodes = cluster.nodes().size();
        cluster.restart(dice.nextInt(nodes), DiskFate.KEPT);
        cluster.holdsWithin(cluster::everyoneKnowsEveryone, FORMING_MAX);
        cluster.runFor(Duration.ofSeconds(3));
        if (nodes > 3) {
            int leaving = dice.nextInt(nodes);
            cluster.leave(leaving);
            cluster.runFor(Duration.ofSeconds(3));
            cluster.kill((leaving + 1 + dice.nextInt(nodes - 1)) % nodes);
        }
        cluster.settle();
    }

    /// Small clusters most of the time: they are quick, and most bugs show in them.
    private int drawSize() {
        int kind = dice.nextInt(100);
        if (kind < 60) {
            return 3 + dice.nextInt(6);
        }
        if (kind < 88) {
            return 9 + dice.nextInt(16);
        }
        return kind < 98 ? 25 + dice.nextInt(40) : 65 + dice.nextInt(64);
    }

    private Outcome outcome(SimCluster... clusters) {
        int nodes = 0;
        long fired = 0;
        long deliveries = 0;
        for (var cluster : clusters) {
            nodes += cluster.nodes().size();
            fired += cluster.ledger().events().size();
            deliveries += cluster.nodes().stream().mapToLong(node -> node.log().size()).sum();
        }
        return new Outcome(
                world.seed(), nodes, world.now(), world.steps(), fired, deliveries, strikes);
    }
}
