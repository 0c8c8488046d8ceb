package io.starling.gossip.sim;

import io.starling.gossip.model.Delivery;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.runtime.Gauge;

import java.util.List;

/// A rule that the nodes of one cluster keep, whatever happens to them.
///
/// Each object watches one cluster: it is told of everything that shows outside of a node, as it
/// happens, and says [SimCluster#broken] when it does not like what it hears. What it remembers
/// of each node must not be iterated in a salted order.
public interface Invariant {

    /// A fresh object of each.
    static List<Invariant> all() {
        return List.of(
                new ClustersStayApart(),
                new NothingIsInvented(),
                new EventsAreDeliveredOnce(),
                new OriginOrderIsKept(),
                new NoHistoryForJoiners(),
                new OnlyTheMemberRaisesItsIncarnation(),
                new IncarnationsNeverGoBack(),
                new NoResurrection(),
                new GoodbyesAreHeard(),
                new QueuesStayBounded(),
                new AgreementAtQuiescence(),
                new TrafficGoesQuiet());
    }

    /// Those that need not look every second: what is delivered though it was invented, twice, or
    /// out of order. For long runs.
    static List<Invariant> ofDelivery() {
        return List.of(
                new NothingIsInvented(), new EventsAreDeliveredOnce(), new OriginOrderIsKept());
    }

    default String name() {
        return getClass().getSimpleName();
    }

    /// Before the run's record has the delivery.
    default void onDelivery(SimCluster cluster, NodeRun at, Delivery delivery) {}

    default void onMembership(SimCluster cluster, NodeRun at, MembershipEvent event) {}

    default void onGauge(SimCluster cluster, SimNode at, Gauge gauge, long value) {}

    /// Whether it needs [#onTick] or the record of calm times. Both look at every table once a
    /// second, which thousands of nodes make dear.
    default boolean looksEverySecond() {
        return true;
    }

    /// Once a second of virtual time.
    default void onTick(SimCluster cluster) {}

    /// The last fault and the last input are long past, and everything should be settled.
    default void onQuiet(SimCluster cluster) {}

    /// Some seconds after [#onQuiet], with no input in between.
    default void onQuiescence(SimCluster cluster) {}
}
