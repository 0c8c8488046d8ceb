package io.starling.gossip.node;

import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Exchange;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.StatePage;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.NodeRuntime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Exchanges whole tables, page by page (Demers §1.3): so a node joins, which knows nothing yet,
/// and so do members that know no digests.
///
/// Confined to the node's loop.
final class PagedExchange {
    /// How long this node lets nobody in while it is on its way to others.
    private static final Duration JOINING = Duration.ofSeconds(1);
    /// After every id: asks for an empty page.
    private static final NodeId LAST = new NodeId(-1, -1);

    private final GossipConfig.AntiEntropy config;
    private final NodeRuntime runtime;
    private final MemberTable table;
    private final Membership membership;
    private final Burials burials;
    private final UserEvents events;
    private final Exchanges exchanges;
    private final StatePages pages;
    private boolean turnedAway;
    private long turnedAwayNanos;
    private int joins;
    private long joiningSinceNanos;

    PagedExchange(
            GossipConfig.AntiEntropy config,
            NodeRuntime runtime,
            MemberTable table,
            Membership membership,
            Burials burials,
            UserEvents events,
            Exchanges exchanges,
            StatePages pages) {
        this.config = config;
        this.runtime = runtime;
        this.table = table;
        this.membership = membership;
        this.burials = burials;
        this.events = events;
        this.exchanges = exchanges;
        this.pages = pages;
    }

    /// @param onOutcome runs on the loop exactly once
    void begin(Endpoint target, Consumer<AntiEntropy.Outcome> onOutcome) {
        new Dialogue(target, onOutcome).ask(pages.page(Optional.empty()), Optional.empty());
    }

    /// What this node looks for elsewhere. Nodes that all look for one another are not kept waiting
    /// for longer than a door needs; and a cluster that refused it may be gone by now.
    Errand errand() {
        if (events.isAttached()) {
            return Errand.NONE;
        }
        if (turnedAway && isSince(turnedAwayNanos, config.interval().multipliedBy(2))) {
            return Errand.TURNED_AWAY;
        }
        return joins > 0 && isSince(joiningSinceNanos, JOINING) ? Errand.JOINING : Errand.NONE;
    }

    private boolean isSince(long nanos, Duration ago) {
        return runtime.clock().nanoTime() - nanos < ago.toNanos();
    }

    private Consumer<AntiEntropy.Outcome> joining(Consumer<AntiEntropy.Outcome> onOutcome) {
        if (joins++ == 0) {
            joiningSinceNanos = runtime.clock().nanoTime();
        }
        return outcome -> {
            joins--;
            onOutcome.accept(outcome);
        };
    }

    /// One exchange, page by page, seen by its initiator.
    private final class Dialogue {
        private final Endpoint target;
        /// Whether this node has met nobody yet, and so wants no history.
        private final boolean join = !events.isAttached();
        private final Consumer<AntiEntropy.Outcome> onOutcome;
        /// Members that the partner knows and this node has reaped, to be told of at the end.
        private final List<Member> reapedHere = new ArrayList<>();
        private boolean told;

        private Dialogue(Endpoint target, Consumer<AntiEntropy.Outcome> onOutcome) {
            this.target = target;
            this.onOutcome = join ? joining(onOutcome) : onOutcome;
        }

        /// @param mine rows that go over
        /// @param after the last row of the partner's that came back; empty asks for its first page
        private void ask(StatePage mine, Optional<NodeId> after) {
            runtime.observer().count(Counter.ROWS_SENT, mine.members().size());
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
                            case Exchanges.Outcome.Refused(var cause, var reason) -> {
                                if (cause.isAboutTheAsker()) {
                                    turnedAway = true;
                                    turnedAwayNanos = runtime.clock().nanoTime();
                                }
                                fail(reason);
                            }
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
                reapedHere.addAll(burials.reapedAmong(List.of(partner)));
                reapedHere.addAll(burials.reapedAmong(page.members()));
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
                onOutcome.accept(new AntiEntropy.Outcome.Exchanged(partner));
            }
        }

        private void fail(String reason) {
            onOutcome.accept(new AntiEntropy.Outcome.Failed(reason));
        }
    }

    /// Answers a page with a page, made after the merge: so the asker hears what is believed here
    /// of the members that it believes in, itself included, and those can refute.
    ///
    /// @param onAnswer runs on the loop exactly once
    void answer(Exchange.PushPull request, Consumer<Exchange.Answer> onAnswer) {
        var sender = request.sender();
        if (request.after().isEmpty()) {
            events.visited(
                    sender.endpoint(),
                    request.join(),
                    request.page().events(),
                    request.page().time());
        }
        var reapedHere = new ArrayList<>(burials.reapedAmong(List.of(sender)));
        reapedHere.addAll(burials.reapedAmong(request.page().members()));
        membership.learn(
                sender,
                sender.id(),
                request.join() ? Membership.Source.DOOR : Membership.Source.EXCHANGE);
        pages.merge(
                request.page().members(),
                sender.id(),
                Membership.Source.EXCHANGE,
                () -> {
                    var page = pages.page(request.after(), reapedHere);
                    runtime.observer().count(Counter.ROWS_SENT, page.members().size());
                    onAnswer.accept(new Exchange.PushPullAnswer(table.self(), page));
                });
    }
}
