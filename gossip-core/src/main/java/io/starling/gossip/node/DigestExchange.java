package io.starling.gossip.node;

import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.membership.TableDifference;
import io.starling.gossip.membership.TableDigest;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Exchange;
import io.starling.gossip.model.Incarnation;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.Standing;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.wire.StreamCodec;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// Compares two tables by the hashes of their buckets, and sends of them only what differs.
///
/// The initiator sends its hashes; the partner answers with all that it has in the buckets that
/// differ, in short; the initiator sends the rows that the partner lacks and asks for those that it
/// lacks itself, the newest first, a page at a time. Equal tables cost one small request and one
/// small answer.
///
/// Hashes are compared off the loop, and what comes is heard in slices.
///
/// Confined to the node's loop.
final class DigestExchange {
    private final GossipConfig.AntiEntropy config;
    private final NodeRuntime runtime;
    private final MemberTable table;
    private final Membership membership;
    private final Burials burials;
    private final Standings standings;
    private final UserEvents events;
    private final Exchanges exchanges;
    private final StatePages pages;

    DigestExchange(
            GossipConfig.AntiEntropy config,
            NodeRuntime runtime,
            MemberTable table,
            Membership membership,
            Burials burials,
            Standings standings,
            UserEvents events,
            Exchanges exchanges,
            StatePages pages) {
        this.config = config;
        this.runtime = runtime;
        this.table = table;
        this.membership = membership;
        this.burials = burials;
        this.standings = standings;
        this.events = events;
        this.exchanges = exchanges;
        this.pages = pages;
    }

    /// @param onRefused runs in place of `onOutcome` if the partner does not take a digest
    /// @param onOutcome runs on the loop, unless the other does
    void begin(Endpoint target, Runnable onRefused, Consumer<AntiEntropy.Outcome> onOutcome) {
        new Dialogue(target, onRefused, onOutcome).compare(0);
    }

    /// One exchange, seen by its initiator.
    private final class Dialogue {
        private final Endpoint target;
        private final Runnable onRefused;
        private final Consumer<AntiEntropy.Outcome> onOutcome;
        private final int bits = TableDigest.bits(table.size(), StreamCodec.DIGEST_BITS_MAX);
        private final Deque<Member> rows = new ArrayDeque<>();
        private final Deque<Standing> tell = new ArrayDeque<>();
        private final Deque<NodeId> wanted = new ArrayDeque<>();
        private Incarnation told = table.self().incarnation();
        private OptionalInt next = OptionalInt.empty();
        private boolean equal = true;

        private Dialogue(
                Endpoint target, Runnable onRefused, Consumer<AntiEntropy.Outcome> onOutcome) {
            this.target = target;
            this.onRefused = onRefused;
            this.onOutcome = onOutcome;
        }

        private void compare(int from) {
            var snapshot = table.snapshot();
            runtime.offload()
                    .compute(
                            () -> TableDigest.hashes(snapshot, bits, from),
                            hashes -> ask(from, hashes));
        }

        private void ask(int from, List<Long> hashes) {
            told = table.self().incarnation();
            var digest =
                    new Exchange.Digest(
                            table.self(), events.time(), pages.progress(from), bits, from, hashes);
            exchanges.request(
                    target,
                    digest,
                    config.timeout(),
                    outcome -> {
                        switch (outcome) {
                            case Exchanges.Outcome.Answered(Exchange.DigestAnswer answer) ->
                                    take(from, answer);
                            case Exchanges.Outcome.Answered(_) -> failStrangely();
                            case Exchanges.Outcome.Refused(_) when from == 0 -> onRefused.run();
                            case Exchanges.Outcome.Refused(var reason) -> fail(reason);
                            case Exchanges.Outcome.Failed(var reason) -> fail(reason);
                        }
                    });
        }

        private void take(int from, Exchange.DigestAnswer answer) {
            int last = (1 << bits) - 1;
            if (answer.next().stream().anyMatch(bucket -> bucket <= from || bucket > last)) {
                failStrangely();
                return;
            }
            var partner = answer.sender();
            if (from == 0) {
                events.onProgress(target, answer.events(), answer.time());
            }
            burials.reaped(partner.id(), partner.incarnation()).ifPresent(tell::add);
            membership.learn(partner, partner.id(), Membership.Source.EXCHANGE);
            next = answer.next();
            equal &= answer.differing().isEmpty() && answer.standings().isEmpty();
            var snapshot = table.snapshot();
            runtime.offload()
                    .compute(
                            () -> difference(snapshot, answer),
                            difference -> hear(partner, difference, answer.standings()));
        }

        private TableDifference difference(List<Member> mine, Exchange.DigestAnswer answer) {
            var rowsThere = new ArrayList<Member>();
            for (int bucket : answer.differing()) {
                if (bucket < 1 << bits) {
                    rowsThere.addAll(TableDigest.bucket(mine, bits, bucket));
                }
            }
            return TableDifference.of(rowsThere, answer.standings());
        }

        private void hear(Member partner, TableDifference difference, List<Standing> theirs) {
            rows.addAll(difference.rows());
            tell.addAll(difference.standings());
            var newer = new ArrayList<Standing>();
            standings.hearAll(
                    theirs,
                    partner.id(),
                    new Standings.Wishes(newer::add, tell::add),
                    () -> {
                        newer.sort(Comparator.comparing(Standing::incarnation).reversed());
                        newer.forEach(standing -> wanted.add(standing.id()));
                        goOn(partner);
                    });
        }

        private void goOn(Member partner) {
            // A refutation that the answer called for goes back at once.
            boolean refuted = !table.self().incarnation().equals(told);
            if (refuted || !rows.isEmpty() || !tell.isEmpty() || !wanted.isEmpty()) {
                exchangeRows();
            } else if (next.isPresent()) {
                compare(next.getAsInt());
            } else {
                runtime.observer().count(Counter.PUSH_PULLS_EQUAL, equal ? 1 : 0);
                onOutcome.accept(new AntiEntropy.Outcome.Exchanged(partner));
            }
        }

        private void exchangeRows() {
            told = table.self().incarnation();
            var page = new FramePage(config.pageBytesMax());
            var request =
                    new Exchange.Rows(
                            table.self(), page.rows(rows), page.standings(tell), page.ids(wanted));
            runtime.observer().count(Counter.ROWS_SENT, request.members().size());
            exchanges.request(
                    target,
                    request,
                    config.timeout(),
                    outcome -> {
                        switch (outcome) {
                            case Exchanges.Outcome.Answered(Exchange.RowsAnswer answer) ->
                                    take(request, answer);
                            case Exchanges.Outcome.Answered(_) -> failStrangely();
                            case Exchanges.Outcome.Refused(var reason) -> fail(reason);
                            case Exchanges.Outcome.Failed(var reason) -> fail(reason);
                        }
                    });
        }

        private void take(Exchange.Rows request, Exchange.RowsAnswer answer) {
            int asked = request.wanted().size();
            if (answer.answered() > asked || answer.answered() == 0 && asked > 0) {
                failStrangely();
                return;
            }
            // What found no room in the answer is asked for again, first of all.
            request.wanted().subList(answer.answered(), asked).reversed().forEach(wanted::addFirst);
            var partner = answer.sender();
            membership.learn(partner, partner.id(), Membership.Source.EXCHANGE);
            pages.merge(
                    answer.members(),
                    partner.id(),
                    Membership.Source.EXCHANGE,
                    () ->
                            standings.hearAll(
                                    answer.standings(),
                                    partner.id(),
                                    Standings.Wishes.NONE,
                                    () -> goOn(partner)));
        }

        private void failStrangely() {
            fail("%s answered with something else".formatted(target));
        }

        private void fail(String reason) {
            onOutcome.accept(new AntiEntropy.Outcome.Failed(reason));
        }
    }
}
