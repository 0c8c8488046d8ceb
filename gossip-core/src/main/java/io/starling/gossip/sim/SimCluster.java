package io.starling.gossip.sim;

import io.starling.gossip.model.EventRequest;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.Pool;
import io.starling.gossip.model.Tags;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.node.GossipConfig;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.sim.Fault.DiskFate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/// Production nodes in one simulated world, watched by invariants.
///
///     var cluster = SimCluster.of(16, seed, Invariant.all());
///     cluster.runUntil(cluster::everyoneKnowsEveryone);
///     cluster.inject(new Fault.Partition(cluster.firstHalf(), cluster.secondHalf()));
///     cluster.runFor(Duration.ofMinutes(2));
///     cluster.heal();
///     cluster.settle();
public final class SimCluster {
    private static final Duration POLL = Duration.ofMillis(10);
    private static final Duration LIMIT_DEFAULT = Duration.ofMinutes(3);
    private static final int SEEDS = 3;

    private static final Duration QUIET = Duration.ofSeconds(10);

    /// What the nodes of a cluster have in common.
    ///
    /// @param disks whether hosts have one; thousands that each write down thousands of members
    ///     take gigabytes
    public record Spec(
            Pool pool,
            GossipConfig config,
            String namePrefix,
            NodeHandle.Starter starter,
            boolean disks) {
        public static final Spec LAN =
                new Spec(
                        Pool.lan("sim", "dc1"),
                        GossipConfig.LAN,
                        "n",
                        NodeHandle::production,
                        true);

        public Spec with(GossipConfig config) {
            return new Spec(pool, config, namePrefix, starter, disks);
        }

        public Spec with(NodeHandle.Starter starter) {
            return new Spec(pool, config, namePrefix, starter, disks);
        }

        /// Another cluster, whose hosts are told apart by their names.
        public Spec named(String cluster, String namePrefix) {
            return new Spec(
                    Pool.lan(cluster, pool.datacenter()), config, namePrefix, starter, disks);
        }

        /// Nodes that forget everything when they end, as agents without a data directory do.
        public Spec withoutDisks() {
            return new Spec(pool, config, namePrefix, starter, false);
        }
    }

    private final SimWorld world;
    private final Spec spec;
    private final SplittableRandom random;
    private final long startedAt;
    private final List<SimNode> nodes = new ArrayList<>();
    private final Map<String, SimNode> byName = new HashMap<>();
    private final Chronicle chronicle;
    private final Faults faults = new Faults(this);

    private SimCluster(SimWorld world, Spec spec, List<Invariant> invariants) {
        this.world = world;
        this.spec = spec;
        this.random = world.split();
        this.startedAt = world.nanos();
        this.chronicle = new Chronicle(this, invariants);
    }

    /// A cluster with a datacenter of its own: all nodes start and join the first.
    public static SimCluster of(int nodes, long seed, List<Invariant> invariants) {
        return in(new SimWorld(seed), Spec.LAN, nodes, invariants);
    }

    /// A cluster in a world that may hold others.
    public static SimCluster in(SimWorld world, Spec spec, int nodes, List<Invariant> invariants) {
        var cluster = new SimCluster(world, spec, invariants);
        for (int i = 0; i < nodes; i++) {
            cluster.add();
        }
        cluster.nodes.forEach(SimNode::start);
        cluster.nodes.stream().limit(1).forEach(SimNode::needsNotJoin);
        cluster.nodes.stream().skip(1).forEach(SimNode::join);
        cluster.chronicle.tickLater();
        return cluster;
    }

    /// A cluster of production nodes that know each other from the beginning, and share the rows
    /// of their tables: the way to thousands of nodes, which take minutes to join one by one.
    ///
    /// Who starts again later knows nobody, and joins.
    public static SimCluster formed(
            SimWorld world, Spec spec, int nodes, List<Invariant> invariants) {
        var cluster = new SimCluster(world, spec, invariants);
        for (int i = 0; i < nodes; i++) {
            cluster.add();
        }
        var rows = new Member[nodes];
        var starter = NodeHandle.formed(() -> rows);
        for (int i = 0; i < nodes; i++) {
            rows[i] = cluster.node(i).start(starter).handle().self();
            cluster.node(i).needsNotJoin();
        }
        Arrays.sort(rows, Comparator.comparing(Member::id));
        cluster.chronicle.tickLater();
        return cluster;
    }

    private void add() {
        var host = world.addHost(spec.namePrefix() + (nodes.size() + 1));
        if (!spec.disks()) {
            host.disk().remove();
        }
        var node = new SimNode(this, host);
        nodes.add(node);
        byName.put(node.name(), node);
    }

    /// Adds a node to the running cluster.
    public SimNode grow() {
        add();
        var node = nodes.getLast();
        node.revive();
        return node;
    }

    public SimWorld world() {
        return world;
    }

    public Pool pool() {
        return spec.pool();
    }

    public GossipConfig config() {
        return spec.config();
    }

    NodeHandle.Starter starter() {
        return spec.starter();
    }

    Tags tagsOf(SimNode node) {
        return Tags.of(Map.of("sim", node.name()));
    }

    public List<SimNode> nodes() {
        return Collections.unmodifiableList(nodes);
    }

    public SimNode node(int i) {
        return nodes.get(i);
    }

    public SimNode node(String name) {
        var node = byName.get(name);
        if (node == null) {
            throw new IllegalArgumentException("there is no node " + name);
        }
        return node;
    }

    /// Those that run and have not left.
    public List<SimNode> live() {
        return nodes.stream().filter(SimNode::takesPart).toList();
    }

    public List<String> firstHalf() {
        return names().subList(0, nodes.size() / 2);
    }

    public List<String> secondHalf() {
        return names().subList(nodes.size() / 2, nodes.size());
    }

    private List<String> names() {
        return nodes.stream().map(SimNode::name).toList();
    }

    public Ledger ledger() {
        return chronicle.ledger();
    }

    public CalmTimes calm() {
        return chronicle.calm();
    }

    /// Whether at least two in three of those that a member can ask have the event. Who misses it
    /// asks at random: with fewer holders, how long it searches is a matter of luck.
    public boolean isWidelyHeld(FiredEvent event) {
        var live = live();
        long holders =
                live.stream()
                        .filter(node -> node.run().filter(run -> run.has(event)).isPresent())
                        .count();
        return 3 * holders >= 2L * (live.size() - 1);
    }

    /// How many calm seconds repair needs to bring an event to everyone.
    ///
    /// Acks tell of the 16 origin boots that were active last: while there are no more, a few
    /// probes do. Beyond, a quiet origin is heard of in an exchange of state, whose interval is
    /// stretched above 32 members, and jittered by a third.
    public int repairSeconds() {
        return chronicle.repairSeconds();
    }

    /// All runs of a node id, oldest first; empty if the id is not of this cluster.
    public List<NodeRun> runsOf(NodeId id) {
        return chronicle.runsOf(id);
    }

    /// The run that has this boot; nothing if it is not of this cluster.
    public Optional<NodeRun> runOf(OriginBoot boot) {
        return chronicle.runOf(boot);
    }

    /// How often all nodes together counted it.
    public long counted(Counter counter) {
        return nodes.stream().mapToLong(node -> node.host().observer().counted(counter)).sum();
    }

    public CompletableFuture<UserEvent> fire(int node, String name, byte[] payload) {
        return nodes.get(node).fire(EventRequest.of(name, payload));
    }

    public void kill(int node) {
        nodes.get(node).kill(DiskFate.KEPT);
    }

    /// Kills the node if it runs, and starts it again.
    public void restart(int node, DiskFate disk) {
        inject(new Fault.Restart(nodes.get(node).name(), disk, false));
    }

    /// The same, at an address that nobody had before.
    public void restartElsewhere(int node, DiskFate disk) {
        inject(new Fault.Restart(nodes.get(node).name(), disk, true));
    }

    public void pause(int node) {
        nodes.get(node).host().pause();
    }

    public void resume(int node) {
        nodes.get(node).host().resume();
    }

    public CompletableFuture<Integer> leave(int node) {
        return nodes.get(node).leave();
    }

    /// Lasts until [#heal].
    public void inject(Fault fault) {
        faults.apply(fault);
    }

    public void inject(Fault fault, Duration lasting) {
        faults.apply(fault, lasting);
    }

    /// Ends all faults, those that were to last for a time at once. Who crashed for good stays
    /// down.
    public void heal() {
        faults.heal();
    }

    public void runFor(Duration duration) {
        world.runFor(duration);
    }

    public void runUntil(BooleanSupplier condition) {
        runUntil(condition, LIMIT_DEFAULT);
    }

    /// Runs until the condition holds, which is asked every 10 ms of virtual time.
    ///
    /// @throws LimitReachedException if it does not hold after `limit`, or takes too many events
    public void runUntil(BooleanSupplier condition, Duration limit) {
        if (!holdsWithin(condition, limit)) {
            throw LimitReachedException.ofTime(limit, world.now(), world.replay());
        }
    }

    /// Runs until the condition holds or the time is up.
    ///
    /// @return whether it holds
    public boolean holdsWithin(BooleanSupplier condition, Duration limit) {
        long end = world.nanos() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (world.nanos() >= end) {
                return false;
            }
            world.runFor(POLL);
        }
        return true;
    }

    /// Ends all faults, lets everything settle, and asks the invariants about what is left.
    public void settle() {
        heal();
        holdsWithin(this::everyoneKnowsEveryone, LIMIT_DEFAULT);
        // An exchange of state may yet show that something is missing, and that may be asked for as
        // long as it could be retained somewhere.
        runFor(config().antiEntropy().interval().multipliedBy(2));
        runFor(config().events().retention());
        chronicle.quiet();
        runFor(QUIET);
        chronicle.quiescence();
        // A complaint made outside of a step is thrown by the next one; the tick sees to it.
        runFor(Chronicle.TICK);
    }

    /// Whether every live node sees every live node alive, and nobody else as taking part.
    public boolean everyoneKnowsEveryone() {
        return Views.agree(live());
    }

    /// The member tables of the live nodes, by node name.
    public SortedMap<String, List<Member>> views() {
        var views = new TreeMap<String, List<Member>>();
        for (var node : live()) {
            node.run().ifPresent(run -> views.put(node.name(), run.handle().members()));
        }
        return views;
    }

    /// Called by an invariant. The run ends after the event that is under way.
    public void broken(Invariant invariant, String node, String what) {
        world.fail(
                new BrokenInvariantException(
                        invariant.name(), node, world.now(), what, world.replay()));
    }

    /// Whom a node joins through: the first at the beginning, later any that live.
    List<String> seedsFor(SimNode joining) {
        if (world.nanos() == startedAt) {
            return nodes.getFirst().seed();
        }
        var candidates = new ArrayList<>(live());
        candidates.remove(joining);
        Collections.shuffle(candidates, random);
        return candidates.stream().limit(SEEDS).flatMap(node -> node.seed().stream()).toList();
    }

    Chronicle chronicle() {
        return chronicle;
    }
}
