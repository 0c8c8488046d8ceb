package io.starling.gossip.sim;

import io.starling.gossip.model.Delivery;
import io.starling.gossip.model.EventId;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.EventRange;
import io.starling.gossip.model.EventRequest;
import io.starling.gossip.model.Incarnation;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.ProtocolRange;
import io.starling.gossip.model.Status;
import io.starling.gossip.model.Tags;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.node.ForceLeaveResult;
import io.starling.gossip.node.GossipConfig;
import io.starling.gossip.node.JoinResult;
import io.starling.gossip.node.NodeIdentity;
import io.starling.gossip.node.NodeListener;
import io.starling.gossip.runtime.Gauge;
import io.starling.gossip.runtime.NodeRuntime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// A node that says and shows whatever a test makes it, so that rules can be broken on purpose.
final class ScriptedNode implements NodeHandle {
    final List<Member> members = new ArrayList<>();
    final NodeRuntime ports;
    private final NodeIdentity identity;
    private final NodeListener listener;
    private final OriginBoot boot;
    private Member self;
    private long sequence;

    private ScriptedNode(NodeIdentity identity, NodeRuntime ports, NodeListener listener) {
        this.identity = identity;
        this.ports = ports;
        this.listener = listener;
        this.boot = new OriginBoot(ports.clock().wallMicros() / 1_000, ports.random().nextLong());
        this.self =
                new Member(
                        new NodeId(identity.pool().tag(), identity.name().hashCode()),
                        identity.name(),
                        identity.advertised(),
                        boot,
                        Incarnation.first(boot),
                        Status.ALIVE,
                        ProtocolRange.CURRENT,
                        Tags.NONE);
    }

    static NodeHandle start(
            GossipConfig config, NodeIdentity identity, NodeRuntime ports, NodeListener listener) {
        return new ScriptedNode(identity, ports, listener);
    }

    static ScriptedNode of(SimCluster cluster, int node) {
        return (ScriptedNode) cluster.node(node).run().orElseThrow().handle();
    }

    /// Makes everyone know everyone.
    static void introduceAll(SimCluster cluster) {
        var live = cluster.live();
        for (var node : live) {
            var handle = (ScriptedNode) node.run().orElseThrow().handle();
            handle.members.clear();
            for (var other : live) {
                handle.members.add(other.run().orElseThrow().handle().self());
            }
            handle.gauge(Gauge.MEMBERS_ALIVE, live.size());
        }
    }

    void raiseIncarnation() {
        self = self.with(Status.ALIVE, self.incarnation().next());
    }

    void deliver(UserEvent event) {
        listener.onDelivery(new Delivery.Event(event, false, Duration.ZERO));
    }

    void deliverLate(UserEvent event) {
        listener.onDelivery(new Delivery.Event(event, true, Duration.ZERO));
    }

    void announceGap(OriginBoot origin, long from, long to) {
        listener.onDelivery(new Delivery.Gap(new EventRange(origin, from, to)));
    }

    /// Says it, and has it in the table.
    void tell(MembershipEvent event) {
        var told = event.member();
        members.removeIf(member -> member.id().equals(told.id()));
        if (!(event instanceof MembershipEvent.Reaped)) {
            members.add(told);
        }
        listener.onMembership(event);
    }

    void gauge(Gauge gauge, long value) {
        ports.observer().gauge(gauge, value);
    }

    @Override
    public Member self() {
        return self;
    }

    @Override
    public OriginBoot boot() {
        return boot;
    }

    @Override
    public List<Member> members() {
        return List.copyOf(members);
    }

    @Override
    public CompletableFuture<JoinResult> join(List<String> seeds) {
        return CompletableFuture.completedFuture(
                new JoinResult(List.of(identity.advertised()), List.of()));
    }

    /// Delivers here and nowhere else.
    @Override
    public CompletableFuture<UserEvent> fire(EventRequest request) {
        sequence++;
        var event =
                new UserEvent(
                        EventId.random(ports.random()),
                        new EventKey(boot, sequence),
                        new LamportTime(sequence),
                        self.id(),
                        request.name(),
                        request.payload(),
                        request.filters(),
                        ports.clock().wallMicros());
        deliver(event);
        return CompletableFuture.completedFuture(event);
    }

    @Override
    public CompletableFuture<Member> setTags(Tags tags) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Integer> leave() {
        return CompletableFuture.completedFuture(0);
    }

    @Override
    public CompletableFuture<ForceLeaveResult> forceLeave(String node, boolean prune) {
        throw new UnsupportedOperationException();
    }
}
