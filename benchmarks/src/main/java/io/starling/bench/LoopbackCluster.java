package io.starling.bench;

import io.starling.gossip.model.Delivery;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventId;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.model.Pool;
import io.starling.gossip.model.Status;
import io.starling.gossip.model.Tags;
import io.starling.gossip.netty.NettyLoops;
import io.starling.gossip.netty.NettyRuntime;
import io.starling.gossip.node.GossipConfig;
import io.starling.gossip.node.GossipNode;
import io.starling.gossip.node.NodeIdentity;
import io.starling.gossip.node.NodeListener;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Gauge;
import io.starling.gossip.runtime.Observer;
import io.starling.gossip.runtime.Timing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;

/// Production nodes on real sockets of 127.0.0.1, sharing a few event loops.
final class LoopbackCluster implements AutoCloseable {
    private static final Pool POOL = Pool.lan("bench", "dc1");

    private final NettyLoops loops;
    private final List<NettyRuntime> runtimes = new ArrayList<>();
    private final List<GossipNode> nodes = new ArrayList<>();
    private final AtomicLongArray counts = new AtomicLongArray(Counter.values().length);

    /// Hears every event at every node, on the nodes' loops.
    interface Receiver {
        void onEvent(int node, EventId id);
    }

    LoopbackCluster(int size, int threads, Receiver receiver) {
        loops = NettyLoops.create(threads, "bench");
        for (int i = 0; i < size; i++) {
            start(i, receiver);
        }
        var seed = List.of(nodes.getFirst().self().endpoint().toString());
        nodes.subList(1, size).forEach(node -> node.join(seed).join());
    }

    private void start(int number, Receiver receiver) {
        var bind = Endpoint.parse("127.0.0.1", 0).orElseThrow();
        var options =
                new NettyRuntime.Options(
                        bind,
                        GossipConfig.LAN.datagramBytesMax(),
                        Optional.empty(),
                        new Counting());
        var runtime = NettyRuntime.open(options, loops);
        runtimes.add(runtime);
        var identity = new NodeIdentity("n" + number, POOL, runtime.boundEndpoint(), Tags.NONE);
        nodes.add(
                GossipNode.start(
                        GossipConfig.LAN,
                        identity,
                        runtime.ports(),
                        new NodeListener() {
                            @Override
                            public void onMembership(MembershipEvent event) {}

                            @Override
                            public void onDelivery(Delivery delivery) {
                                if (delivery instanceof Delivery.Event(var event, _, _)) {
                                    receiver.onEvent(number, event.id());
                                }
                            }
                        }));
    }

    GossipNode node(int number) {
        return nodes.get(number);
    }

    boolean everyoneKnowsEveryone() {
        return nodes.stream()
                .allMatch(
                        node ->
                                node.members().stream()
                                                .filter(row -> row.status() == Status.ALIVE)
                                                .count()
                                        == nodes.size());
    }

    long counted(Counter counter) {
        return counts.get(counter.ordinal());
    }

    @Override
    public void close() {
        nodes.forEach(GossipNode::close);
        runtimes.forEach(NettyRuntime::close);
        loops.close();
    }

    private final class Counting implements Observer {
        @Override
        public void count(Counter counter, long amount) {
            counts.addAndGet(counter.ordinal(), amount);
        }

        @Override
        public void gauge(Gauge gauge, long value) {}

        @Override
        public void timing(Timing timing, long nanos) {}
    }
}
