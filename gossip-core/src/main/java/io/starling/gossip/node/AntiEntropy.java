package io.starling.gossip.node;

import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Exchange;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.StatePage;
import io.starling.gossip.model.Status;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.runtime.Scheduler.Timer;
import io.starling.gossip.runtime.Timing;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Exchanges full state with a random member now and then, and with a failed one, so that
/// partitions of any length heal (Demers §1.3). Joining is its first run.
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
    /// After every id: asks for an empty page.
    private static final NodeId LAST = new NodeId(-1, -1);

    private final GossipConfig.AntiEntropy config;
    private final NodeRuntime runtime;
    private final MemberTable table;
    private final Membership membership;
    private final UserEvents events;
    private final Exchanges exchanges;
    private final StatePages pages;
    private Timer tick = () -> {};
    private Timer reconnect = () -> {};
    private Duration pause = Duration.ZERO;
    private int answering;

    AntiEntropy(
            GossipConfig.AntiEntropy config,
            NodeRuntime runtime,
            MemberTable table,
            Membership membership,
            UserEvents events,
            Exchanges exchanges) {
        this.config = config;
        this.runtime = runtime;
        this.table = table;
        this.membership = membership;
        this.events = events;
        this.exchanges = exchanges;
        this.pages = new StatePages(config, runtime.scheduler(), table, membership, events);
    }

    void start() {
        pause = config.interval();
        tick = later(pause, this::tick);
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
        var ordinary = stretched(config.interval(), table.participants());
        var doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(ordinary) < 0 ? doubled : ordinary;
        tick = later(pause, this::tick);
        membership.reapDue();
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

    /// How an exchange of all pages ended.
    sealed interface Outcome {
        record Exchanged(Member partner) implements Outcome {}

        record Failed(String reason) implements Outcome {}
    }

    /// Exchanges all pages with whoever answers at `target`.
    ///
    /// @param onOutcome runs on the loop exactly once
    void exchange(Endpoint target, Consumer<Outcome> onOutcome) {
        new Dialogue(target, onOutcome).ask(pages.page(Optional.empty()), Optional.empty());
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

    /// One exchange, page by page, seen by its initiator.
    private final class Dialogue {
        private final Endpoint target;
        /// Whether this node has met nobody yet, and so wants no history.
        private final boolean join = !events.isAttached();
        private final Consumer<Outcome> onOutcome;
        private final long startedNanos = runtime.clock().nanoTime();
        /// Members that the partner knows and this node has reaped, to be told of at the end.
        private final List<Member> reapedHere = new ArrayList<>();
        private boolean told;

        private Dialogue(Endpoint target, Consumer<Outcome> onOutcome) {
            this.target = target;
            this.onOutcome = onOutcome;
        }

        /// @param mine rows that go over
        /// @param after the last row of the partner's that came back; empty asks for its first page
        private void ask(StatePage mine, Optional<NodeId> after) {
            var request = new Exchange.PushPull(table.self(), join, mine, after);
            exchanges.request(
                    target,
                    request,
                    config.timeout(),
                    outcome -> {
                        switch (outcome) {
                            case Exchanges.Outcome.Answered(Exchange.PushPullAnswer answer) ->
                                    take(answer, after.isEmpty(), mine.next());
                            case Exchanges.Outcome.Answered(_) ->
                                    fail("%s answered with something else".formatted(target));
                            case Exchanges.Outcome.Failed(var reason) -> fail(reason);
                        }
                    });
        }

        private void take(Exchange.PushPullAnswer answer, boolean first, Optional<NodeId> myNext) {
            var page = answer.page();
            var partner = answer.sender();
            if (first && join) {
                events.joined(target, page.events(), page.time());
            } else if (first) {
                events.onProgress(target, page.events(), page.time());
            }
            if (!told) {
                reapedHere.addAll(membership.reapedAmong(List.of(partner)));
                reapedHere.addAll(membership.reapedAmong(page.members()));
            }
            var source = join ? Membership.Source.JOIN : Membership.Source.EXCHANGE;
            membership.learn(partner, partner.id(), source);
            pages.merge(
                    page.members(), partner.id(), source, () -> goOn(partner, myNext, page.next()));
        }

        private void goOn(Member partner, Optional<NodeId> myNext, Optional<NodeId> theirNext) {
            if (myNext.isPresent() || theirNext.isPresent()) {
                var mine = myNext.isPresent() ? pages.page(myNext) : pages.of(List.of());
                ask(mine, theirNext.or(() -> Optional.of(LAST)));
            } else if (!reapedHere.isEmpty() && !told) {
                told = true;
                ask(pages.of(reapedHere), Optional.of(LAST));
            } else {
                runtime.observer().count(Counter.PUSH_PULLS);
                runtime.observer()
                        .timing(Timing.PUSH_PULL, runtime.clock().nanoTime() - startedNanos);
                onOutcome.accept(new Outcome.Exchanged(partner));
            }
        }

        private void fail(String reason) {
            runtime.observer().count(Counter.PUSH_PULLS_FAILED);
            onOutcome.accept(new Outcome.Failed(reason));
        }
    }

    /// Answers a page with a page, made after the merge: so the asker hears what is believed here
    /// of the members that it believes in, itself included, and those can refute.
    void onPushPull(Exchange.PushPull request, Consumer<byte[]> reply) {
        if (answering >= config.requestsMax()) {
            runtime.observer().count(Counter.STREAM_REQUESTS_REFUSED);
            var reason =
                    "%d exchanges are under way at %s, try again"
                            .formatted(answering, table.self().name());
            exchanges.answer(new Exchange.Refused(Exchange.Refusal.BUSY, reason), reply);
            return;
        }
        answering++;
        var sender = request.sender();
        if (request.after().isEmpty()) {
            events.visited(
                    sender.endpoint(),
                    request.join(),
                    request.page().events(),
                    request.page().time());
        }
        var reapedHere = new ArrayList<>(membership.reapedAmong(List.of(sender)));
        reapedHere.addAll(membership.reapedAmong(request.page().members()));
        membership.learn(sender, sender.id(), Membership.Source.EXCHANGE);
        pages.merge(
                request.page().members(),
                sender.id(),
                Membership.Source.EXCHANGE,
                () -> {
                    answering--;
                    exchanges.answer(
                            new Exchange.PushPullAnswer(
                                    table.self(), pages.page(request.after(), reapedHere)),
                            reply);
                });
    }
}
