package io.starling.agent.demo;

import io.starling.agent.Agent;
import io.starling.agent.config.AgentConfig;
import io.starling.agent.demo.Arrivals.Arrived;
import io.starling.gossip.model.Delivery;
import io.starling.gossip.model.EventRequest;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.model.Status;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.node.NodeListener;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Real agents on loopback, all in this process.
final class DemoCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long LOOK_NANOS = Duration.ofMillis(1).toNanos();

    private final List<Agent> agents = new ArrayList<>();
    private final Map<String, CompletableFuture<Arrived>> expected =
            new java.util.concurrent.ConcurrentHashMap<>();
    private final Arrivals arrivals;

    /// @param onOther gets the events that [#fireFrom] did not fire
    private DemoCluster(int nodes, Consumer<Arrived> onOther) {
        arrivals =
                new Arrivals(
                        nodes,
                        arrived -> {
                            var awaited = expected.remove(arrived.event().name());
                            if (awaited == null) {
                                onOther.accept(arrived);
                            } else {
                                awaited.complete(arrived);
                            }
                        });
    }

    /// @throws io.starling.agent.StartException if an agent does not start; nothing stays open
    static DemoCluster start(DemoOptions options, Consumer<Arrived> onOther) {
        var cluster = new DemoCluster(options.nodes(), onOther);
        try {
            for (int i = 0; i < options.nodes(); i++) {
                cluster.startAgent(i, options);
            }
            return cluster;
        } catch (RuntimeException failed) {
            cluster.close();
            throw failed;
        }
    }

    private void startAgent(int i, DemoOptions options) {
        var name = "n" + (i + 1);
        var config = AgentConfig.onLoopback(name);
        var http = config.http();
        var port = options.httpPort() == 0 ? 0 : options.httpPort() + i;
        config =
                config.withHttp(
                        new AgentConfig.Http(
                                http.client(),
                                port,
                                http.allowedHosts(),
                                http.connectionsMax(),
                                http.blockingMax(),
                                http.streamsMax()));
        if (!agents.isEmpty()) {
            var first = agents.getFirst().gossipEndpoint().toString();
            config =
                    config.withJoining(
                            new AgentConfig.Joining(
                                    List.of(first), List.of(), config.joining().retryInterval()));
        }
        agents.add(Agent.start(config, reporter(name)));
    }

    private NodeListener reporter(String name) {
        return new NodeListener() {
            @Override
            public void onMembership(MembershipEvent event) {}

            @Override
            public void onDelivery(Delivery delivery) {
                long nanos = System.nanoTime();
                if (delivery instanceof Delivery.Event(var event, _, _)) {
                    arrivals.arrived(name, event, nanos);
                }
            }
        };
    }

    List<Agent> agents() {
        return List.copyOf(agents);
    }

    /// @return whether every node came to see every other alive
    boolean awaitConvergence() {
        return await(() -> agents.stream().allMatch(this::seesAll));
    }

    private boolean seesAll(Agent agent) {
        return agent.members().stream().filter(member -> member.status() == Status.ALIVE).count()
                == agents.size();
    }

    /// Fires an event and waits until it is everywhere.
    ///
    /// @return by node, how long it took; a node that never got it is missing
    Map<String, Duration> fireFrom(Agent origin, String name) {
        var everywhere = new CompletableFuture<Arrived>();
        expected.put(name, everywhere);
        var payload = "hello from " + origin.config().nodeName();
        long fired = System.nanoTime();
        UserEvent event =
                origin.fire(EventRequest.of(name, payload.getBytes(StandardCharsets.UTF_8)))
                        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        .join();
        await(everywhere::isDone);
        var nanos = everywhere.isDone() ? everywhere.join().nanos() : arrivals.soFar(event.id());
        expected.remove(name);
        var took = new java.util.HashMap<String, Duration>();
        nanos.forEach((node, at) -> took.put(node, Duration.ofNanos(at - fired)));
        return took;
    }

    private static boolean await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return true;
    }

    /// All leave at the same time, and then stop.
    @Override
    public void close() {
        CompletableFuture.allOf(
                        agents.stream().map(Agent::leave).toArray(CompletableFuture<?>[]::new))
                .join();
        agents.forEach(Agent::close);
    }
}
