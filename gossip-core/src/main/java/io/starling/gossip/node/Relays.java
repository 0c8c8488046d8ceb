package io.starling.gossip.node;

import io.starling.gossip.membership.LocalHealth;
import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Message;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.runtime.Scheduler.Timer;

import java.time.Duration;
import java.util.List;

/// Pings a member on behalf of another (SWIM §3.1), and says so when it gets no answer (Lifeguard
/// §IV-A).
///
/// Confined to the node's loop.
final class Relays {
    /// Under way at once; beyond it a request is refused and counted, and its asker counts a
    /// missing nack.
    private static final int RELAYS_MAX = 256;
    /// A nack comes before the asker's probe ends, so after this share of the probe timeout.
    private static final double NACK_SHARE = 0.8;

    private final GossipConfig.Probing config;
    private final NodeRuntime runtime;
    private final MemberTable table;
    private final LocalHealth health;
    private final Acks acks;
    private final Outbox outbox;
    private int underWay;

    Relays(
            GossipConfig.Probing config,
            NodeRuntime runtime,
            MemberTable table,
            LocalHealth health,
            Acks acks,
            Outbox outbox) {
        this.config = config;
        this.runtime = runtime;
        this.table = table;
        this.health = health;
        this.acks = acks;
        this.outbox = outbox;
    }

    void onRequest(Endpoint asker, Message.PingRequest request) {
        if (underWay >= RELAYS_MAX) {
            runtime.observer().count(Counter.RELAYS_REFUSED);
            return;
        }
        runtime.observer().count(Counter.RELAYS);
        new Relay(asker, request).start();
    }

    private final class Relay implements Acks.Waiter {
        private final Endpoint asker;
        private final Message.PingRequest request;
        private long sequence;
        private Timer nack = () -> {};
        private Timer expiry = () -> {};

        private Relay(Endpoint asker, Message.PingRequest request) {
            this.asker = asker;
            this.request = request;
        }

        private void start() {
            underWay++;
            sequence = acks.expect(this);
            var timeout = config.timeout();
            if (config.lifeguard().nacks()) {
                nack =
                        runtime.scheduler()
                                .schedule(
                                        Duration.ofNanos((long) (NACK_SHARE * timeout.toNanos())),
                                        this::sendNack);
            }
            // A late ack still helps an asker whose health has stretched its patience.
            expiry = runtime.scheduler().schedule(health.scale(config.interval()), this::expire);
            outbox.send(
                    request.endpoint(),
                    new Message.Ping(sequence, request.target(), table.self().id()));
        }

        @Override
        public void onAck() {
            underWay--;
            nack.cancel();
            expiry.cancel();
            outbox.send(asker, new Message.Ack(request.sequence(), List.of()));
        }

        private void sendNack() {
            outbox.send(asker, new Message.Nack(request.sequence()));
        }

        private void expire() {
            underWay--;
            acks.forget(sequence);
        }
    }
}
