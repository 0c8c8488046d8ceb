package io.starling.gossip.node;

import io.starling.gossip.runtime.Gauge;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.runtime.Observer;
import io.starling.gossip.runtime.Scheduler.Timer;

import java.time.Duration;
import java.util.function.Supplier;

/// Tells the observer how things stand, once a protocol period.
///
/// Confined to the node's loop.
final class Gauges {
    private final Duration interval;
    private final NodeRuntime runtime;
    private final Supplier<NodeStats> stats;
    private Timer timer = () -> {};

    Gauges(Duration interval, NodeRuntime runtime, Supplier<NodeStats> stats) {
        this.interval = interval;
        this.runtime = runtime;
        this.stats = stats;
    }

    void start() {
        timer = runtime.scheduler().schedule(interval, this::start);
        publish(runtime.observer(), stats.get());
    }

    void stop() {
        timer.cancel();
    }

    private static void publish(Observer observer, NodeStats now) {
        observer.gauge(Gauge.MEMBERS_ALIVE, now.alive());
        observer.gauge(Gauge.MEMBERS_SUSPECT, now.suspect());
        observer.gauge(Gauge.MEMBERS_DEAD, now.dead());
        observer.gauge(Gauge.MEMBERS_LEFT, now.left());
        observer.gauge(Gauge.RUMORS_QUEUED, now.rumorsQueued());
        observer.gauge(Gauge.OUTBOX_BYTES, now.outboxBytes());
        observer.gauge(Gauge.LOCAL_HEALTH, now.localHealth());
        observer.gauge(Gauge.LAMPORT_TIME, now.time().value());
        observer.gauge(Gauge.EVENT_ORIGINS, now.eventOrigins());
        observer.gauge(Gauge.EVENT_STORE_BYTES, now.eventStoreBytes());
        observer.gauge(Gauge.EVENTS_HELD, now.eventsHeld());
        observer.gauge(Gauge.HAND_OVERS_UNACKNOWLEDGED, now.pace().unacknowledged());
        observer.gauge(Gauge.HAND_OVERS_WAITING_BYTES, now.pace().waitingBytes());
        observer.gauge(Gauge.HAND_OVERS_WINDOW, now.pace().window());
        observer.gauge(Gauge.RECEIPT_TIMEOUT_SECONDS, now.pace().receiptTimeout().toNanos());
    }
}
