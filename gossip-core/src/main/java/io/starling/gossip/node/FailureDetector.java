package io.starling.gossip.node;

import static io.starling.gossip.model.Status.SUSPECT;

import io.starling.gossip.membership.LocalHealth;
import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.membership.ProbeRing;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Exchange;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.Message;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.runtime.Scheduler.Timer;
import io.starling.gossip.runtime.Timing;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;

/// The failure detector (SWIM §3.1): in each protocol period one member is probed, directly, then
/// through helpers, and over a stream in case only datagrams are lost.
///
/// Period and timeout stretch with local health (Lifeguard §IV-A).
///
/// Confined to the node's loop.
final class FailureDetector {
    private static final Logger log = LoggerFactory.getLogger(FailureDetector.class);

    private final GossipConfig.Probing config;
    private final NodeRuntime runtime;
    private final MemberTable table;
    private final ProbeRing ring;
    private final LocalHealth health;
    private final Patience patience;
    private final Acks acks;
    private final Outbox outbox;
    private final Exchanges exchanges;
    private final Membership membership;
    private final Burials burials;
    private final LastCalls lastCalls;
    private Timer period = () -> {};
    private long streamOnlyWarnedNanos;
    private boolean streamOnlyWarned;

    FailureDetector(
            GossipConfig.Probing config,
            NodeRuntime runtime,
            MemberTable table,
            ProbeRing ring,
            LocalHealth health,
            Patience patience,
            Acks acks,
            Outbox outbox,
            Exchanges exchanges,
            Membership membership,
            Burials burials,
            LastCalls lastCalls) {
        this.config = config;
        this.runtime = runtime;
        this.table = table;
        this.ring = ring;
        this.health = health;
        this.patience = patience;
        this.acks = acks;
        this.outbox = outbox;
        this.exchanges = exchanges;
        this.membership = membership;
        this.burials = burials;
        this.lastCalls = lastCalls;
    }

    void start() {
        // At a random moment of the period, so that nodes started together do not probe in step.
        period =
                runtime.scheduler()
                        .schedule(
                                Duration.ofNanos(
                                        runtime.random().nextLong(config.interval().toNanos()) + 1),
                                this::runProtocolPeriod);
    }

    void stop() {
        period.cancel();
    }

    private void runProtocolPeriod() {
        period =
                runtime.scheduler()
                        .schedule(health.scale(config.interval()), this::runProtocolPeriod);
        ring.next(table, runtime.random()).ifPresent(target -> new Probe(target).start());
        lastCalls.call();
    }

    /// One probe, from ping to verdict.
    private final class Probe implements Acks.Waiter {
        private final Member target;
        private final long sentNanos = runtime.clock().nanoTime();
        private long sequence;
        private Timer indirect = () -> {};
        private Patience.Deadline verdict = patience.never();
        private int helpers;
        private int nacks;
        private boolean streamAnswered;

        private Probe(Member target) {
            this.target = target;
        }

        private void start() {
            runtime.observer().count(Counter.PROBES);
            sequence = acks.expect(this);
            indirect =
                    runtime.scheduler().schedule(health.scale(config.timeout()), this::askHelpers);
            verdict = patience.after(health.scale(config.interval()), this::judge);
            if (target.status() == SUSPECT) {
                // The accused hears of it first (Lifeguard §IV-C, buddy system).
                outbox.send(target.endpoint(), Gossip.doubtAbout(target, table.self()));
            }
            outbox.introduce(
                    target.endpoint(), new Message.Ping(sequence, target.id(), table.self().id()));
        }

        private void askHelpers() {
            runtime.observer().count(Counter.PROBES_INDIRECT);
            var asked =
                    table.sample(
                            config.indirect(),
                            row -> row.status().takesPart() && !row.id().equals(target.id()),
                            runtime.random());
            helpers = asked.size();
            asked.forEach(
                    helper ->
                            outbox.send(
                                    helper.endpoint(),
                                    new Message.PingRequest(
                                            sequence, target.id(), target.endpoint())));
            exchanges.request(
                    target.endpoint(),
                    new Exchange.StreamPing(target.id()),
                    health.scale(config.interval().minus(config.timeout())),
                    outcome ->
                            streamAnswered |=
                                    outcome
                                            instanceof
                                            Exchanges.Outcome.Answered(Exchange.StreamAck()));
        }

        @Override
        public void onAck() {
            long elapsed = runtime.clock().nanoTime() - sentNanos;
            if (helpers == 0) {
                runtime.observer().timing(Timing.PROBE_ROUND_TRIP, elapsed);
            }
            indirect.cancel();
            verdict.cancel();
            health.probeAnswered();
        }

        @Override
        public void onNack() {
            nacks++;
        }

        private void judge() {
            acks.forget(sequence);
            if (streamAnswered) {
                runtime.observer().count(Counter.PROBES_STREAM_ONLY);
                warnStreamOnly(target);
                return;
            }
            runtime.observer().count(Counter.PROBES_FAILED);
            health.probeFailed(helpers == 0 ? 1 : helpers - nacks);
            membership.suspect(target);
        }
    }

    private void warnStreamOnly(Member target) {
        long now = runtime.clock().nanoTime();
        if (!streamOnlyWarned || now - streamOnlyWarnedNanos > Duration.ofMinutes(1).toNanos()) {
            streamOnlyWarned = true;
            streamOnlyWarnedNanos = now;
            log.warn(
                    "{}: {} answers at {} over TCP but not over UDP, from here ({}); allow UDP both"
                            + " ways between them, events are slower until then",
                    table.self().name(),
                    target.name(),
                    target.endpoint(),
                    table.self().endpoint());
        }
    }

    /// Answers for this node alone: a ping for a former tenant of the address is met with silence,
    /// which lets it be found dead.
    void onPing(Endpoint source, Message.Ping ping, Message.Ack answer) {
        if (!table.isSelf(ping.target())) {
            runtime.observer().count(Counter.PINGS_MISDIRECTED);
            return;
        }
        outbox.send(source, answer);
        burials.doubtAbout(ping.source()).ifPresent(doubt -> outbox.send(source, doubt));
    }
}
