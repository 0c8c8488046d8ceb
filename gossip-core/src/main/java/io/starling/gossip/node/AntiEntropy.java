package io.starling.gossip.node;

import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Exchange;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.Status;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.runtime.Scheduler.Timer;
import io.starling.gossip.runtime.Timing;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.function.Consumer;

/// Exchanges state with a random member now and then, and with a failed one, so that partitions of
/// any length heal (Demers §1.3). Joining is its first run.
///
/// Confined to the node's loop.
final class AntiEntropy {
    private static final Logger log = LoggerFactory.getLogger(AntiEntropy.class);
    /// In larger clusters the interval is stretched, so that the traffic a node answers stays
    /// level.
    private static final int UNSTRETCHED_MEMBERS = 32;
    /// How many times in an interval failed members are looked for.
    private static final int RECONNECTS_PER_INTERVAL = 3;
    /// The first pause after a join, as a share of the interval.
    private static final int SETTLING_SHARE = 64;

    private final GossipConfig.AntiEntropy config;
    private final NodeRuntime runtime;
    private final MemberTable table;
    private final Burials burials;
    private final UserEvents events;
    private final Exchanges exchanges;
    private final PagedExchange paged;
    private final DigestExchange digests;
    private final DigestAnswers digestAnswers;
    private Timer tick = () -> {};
    private Timer reconnect = () -> {};
    private Duration pause = Duration.ZERO;
    private int answering;

    AntiEntropy(
            GossipConfig.AntiEntropy config,
            NodeRuntime runtime,
            MemberTable table,
            Membership membership,
            Burials burials,
            UserEvents events,
            Exchanges exchanges) {
        this.config = config;
        this.runtime = runtime;
        this.table = table;
        this.burials = burials;
        this.events = events;
        this.exchanges = exchanges;
        var slices = new Slices(runtime.scheduler());
        var pages = new StatePages(config, slices, table, membership, events);
        var standings = new Standings(table, burials, membership, slices);
        this.paged =
                new PagedExchange(
                        config, runtime, table, membership, burials, events, exchanges, pages);
        this.digests =
                new DigestExchange(
                        config,
                        runtime,
                        table,
                        membership,
                        burials,
                        standings,
                        events,
                        exchanges,
                        pages);
        this.digestAnswers =
                new DigestAnswers(
                        config, runtime, table, membership, burials, standings, events, pages);
    }

    void start() {
        pause = stretched(config.interval(), table.participants());
        // At a random moment of the interval, so that nodes started together do not exchange in
        // step.
        tick =
                runtime.scheduler()
                        .schedule(
                                Duration.ofNanos(runtime.random().nextLong(pause.toNanos()) + 1),
                                this::tick);
        reconnect = later(config.interval().dividedBy(RECONNECTS_PER_INTERVAL), this::reconnect);
    }

    void stop() {
        tick.cancel();
        reconnect.cancel();
    }

    /// Exchanges soon, and then ever more seldom until the ordinary interval is reached: nodes that
    /// join at the same time are not yet known to those who tell of the others.
    void settleIn() {
        tick.cancel();
        pause = config.interval().dividedBy(SETTLING_SHARE);
        tick = later(pause, this::tick);
    }

    private void tick() {
        pause = Backoff.doubled(pause, stretched(config.interval(), table.participants()));
        tick = later(pause, this::tick);
        burials.expireDue();
        table.sample(1, row -> row.status() == Status.ALIVE, runtime.random())
                .forEach(
                        partner ->
                                exchange(
                                        partner.endpoint(),
                                        outcome -> logFailure(partner, outcome)));
    }

    /// Looks for a failed member, with a probability that makes one attempt of the whole cluster
    /// for each failed member: the rate does not grow with the cluster.
    private void reconnect() {
        reconnect = later(config.interval().dividedBy(RECONNECTS_PER_INTERVAL), this::reconnect);
        int dead = table.count(Status.DEAD);
        if (dead > 0 && runtime.random().nextInt(table.participants()) < dead) {
            table.sample(1, row -> row.status() == Status.DEAD, runtime.random())
                    .forEach(gone -> exchange(gone.endpoint(), _ -> {}));
        }
    }

    private Timer later(Duration delay, Runnable task) {
        return runtime.scheduler().schedule(Jitter.around(delay, runtime.random()), task);
    }

    /// `interval · (⌈log₂(n / 32)⌉ + 1)` above 32 members.
    static Duration stretched(Duration interval, int members) {
        if (members <= UNSTRETCHED_MEMBERS) {
            return interval;
        }
        double doublings = Math.log((double) members / UNSTRETCHED_MEMBERS) / Math.log(2);
        return interval.multipliedBy((long) Math.ceil(doublings) + 1);
    }

    /// How an exchange ended.
    sealed interface Outcome {
        record Exchanged(Member partner) implements Outcome {}

        record Failed(String reason) implements Outcome {}
    }

    /// Exchanges what differs with whoever answers at `target`, or everything if this node knows
    /// nobody yet or the other does not take digests.
    ///
    /// @param onOutcome runs on the loop exactly once
    void exchange(Endpoint target, Consumer<Outcome> onOutcome) {
        var counted = counting(onOutcome);
        if (events.isAttached()) {
            digests.begin(target, () -> paged.begin(target, counted), counted);
        } else {
            paged.begin(target, counted);
        }
    }

    private Consumer<Outcome> counting(Consumer<Outcome> onOutcome) {
        long startedNanos = runtime.clock().nanoTime();
        return outcome -> {
            switch (outcome) {
                case Outcome.Exchanged _ -> {
                    runtime.observer().count(Counter.PUSH_PULLS);
                    runtime.observer()
                            .timing(Timing.PUSH_PULL, runtime.clock().nanoTime() - startedNanos);
                }
                case Outcome.Failed _ -> runtime.observer().count(Counter.PUSH_PULLS_FAILED);
            }
            onOutcome.accept(outcome);
        };
    }

    private void logFailure(Member partner, Outcome outcome) {
        if (outcome instanceof Outcome.Failed(var reason)) {
            log.debug(
                    "{}: push-pull with {} failed: {}",
                    table.self().name(),
                    partner.name(),
                    reason);
        }
    }

    /// What this node looks for elsewhere; nothing once it has met somebody.
    Errand errand() {
        return paged.errand();
    }

    void onPushPull(Exchange.PushPull request, Consumer<byte[]> reply) {
        answer(onAnswer -> paged.answer(request, onAnswer), reply);
    }

    void onDigest(Exchange.Digest request, Consumer<byte[]> reply) {
        answer(onAnswer -> digestAnswers.answer(request, onAnswer), reply);
    }

    void onRows(Exchange.Rows request, Consumer<byte[]> reply) {
        answer(onAnswer -> digestAnswers.answer(request, onAnswer), reply);
    }

    /// @param work takes what hears its answer, exactly once
    private void answer(Consumer<Consumer<Exchange.Answer>> work, Consumer<byte[]> reply) {
        if (answering >= config.requestsMax()) {
            runtime.observer().count(Counter.STREAM_REQUESTS_REFUSED);
            var reason =
                    "%d exchanges are under way at %s, try again"
                            .formatted(answering, table.self().name());
            exchanges.answer(new Exchange.Refused(Exchange.Refusal.BUSY, reason), reply);
            return;
        }
        answering++;
        work.accept(
                answer -> {
                    answering--;
                    exchanges.answer(answer, reply);
                });
    }
}
