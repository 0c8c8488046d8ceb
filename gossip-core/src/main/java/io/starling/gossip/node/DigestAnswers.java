package io.starling.gossip.node;

import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.membership.TableDigest;
import io.starling.gossip.model.Exchange;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.Standing;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.wire.StreamCodec;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// Answers those who compare their table with this node's: see [DigestExchange].
///
/// Confined to the node's loop.
final class DigestAnswers {
    /// One place in the frame is kept for what is believed of the asker.
    private static final int STANDINGS_MAX = StreamCodec.STANDINGS_MAX - 1;

    private final GossipConfig.AntiEntropy config;
    private final NodeRuntime runtime;
    private final MemberTable table;
    private final Membership membership;
    private final Burials burials;
    private final Standings standings;
    private final UserEvents events;
    private final StatePages pages;

    DigestAnswers(
            GossipConfig.AntiEntropy config,
            NodeRuntime runtime,
            MemberTable table,
            Membership membership,
            Burials burials,
            Standings standings,
            UserEvents events,
            StatePages pages) {
        this.config = config;
        this.runtime = runtime;
        this.table = table;
        this.membership = membership;
        this.burials = burials;
        this.standings = standings;
        this.events = events;
        this.pages = pages;
    }

    /// Answers after it has heard the asker's own row: so the asker hears what is believed here of
    /// itself, and can refute.
    ///
    /// @param onAnswer runs on the loop exactly once
    void answer(Exchange.Digest request, Consumer<Exchange.Answer> onAnswer) {
        var sender = request.sender();
        if (request.from() == 0) {
            events.visited(sender.endpoint(), false, request.events(), request.time());
        }
        var reaped = burials.reaped(sender.id(), sender.incarnation());
        membership.learn(sender, sender.id(), Membership.Source.EXCHANGE);
        var snapshot = table.snapshot();
        runtime.offload()
                .compute(
                        () -> compared(request, snapshot),
                        differing -> {
                            var all = new ArrayList<>(differing.standings());
                            reaped.ifPresent(all::add);
                            onAnswer.accept(
                                    new Exchange.DigestAnswer(
                                            table.self(),
                                            events.time(),
                                            pages.progress(request.from()),
                                            differing.buckets(),
                                            all,
                                            differing.next()));
                        });
    }

    private record Differing(List<Integer> buckets, List<Standing> standings, OptionalInt next) {}

    private Differing compared(Exchange.Digest request, List<Member> mine) {
        var hashes = TableDigest.hashes(mine, request.bits(), request.from());
        var buckets = new ArrayList<Integer>();
        var found = new ArrayList<Standing>();
        // One place is kept for the asker's own standing.
        int most = Math.min(config.pageBytesMax() / StreamCodec.STANDING_BYTES_MAX, STANDINGS_MAX);
        for (int i = 0; i < hashes.size(); i++) {
            if (hashes.get(i).equals(request.hashes().get(i))) {
                continue;
            }
            int bucket = request.from() + i;
            var rows = TableDigest.bucket(mine, request.bits(), bucket);
            if (!buckets.isEmpty() && found.size() + rows.size() > most) {
                return new Differing(buckets, found, OptionalInt.of(bucket));
            }
            buckets.add(bucket);
            rows.stream().limit(STANDINGS_MAX).map(Standing::of).forEach(found::add);
        }
        return new Differing(buckets, found, OptionalInt.empty());
    }

    void answer(Exchange.Rows request, Consumer<Exchange.Answer> onAnswer) {
        var sender = request.sender();
        var reapedHere = new ArrayList<Standing>();
        for (var row : request.members()) {
            burials.reaped(row.id(), row.incarnation()).ifPresent(reapedHere::add);
        }
        membership.learn(sender, sender.id(), Membership.Source.EXCHANGE);
        pages.merge(
                request.members(),
                sender.id(),
                Membership.Source.EXCHANGE,
                () ->
                        standings.hearAll(
                                request.standings(),
                                sender.id(),
                                new Standings.Wishes(_ -> {}, reapedHere::add),
                                () -> onAnswer.accept(rowsWanted(request, reapedHere))));
    }

    private Exchange.RowsAnswer rowsWanted(Exchange.Rows request, List<Standing> reapedHere) {
        var page = new FramePage(config.pageBytesMax());
        var told = page.standings(new ArrayDeque<>(reapedHere));
        var rows = new ArrayList<Member>();
        int answered = 0;
        for (var id : request.wanted()) {
            var row = table.get(id);
            boolean fits =
                    row.isEmpty()
                            || rows.size() < FramePage.ROWS_MAX
                                    && page.takes(StreamCodec.memberBytes(row.get()));
            if (!fits && answered > 0) {
                break;
            }
            row.ifPresent(rows::add);
            answered++;
        }
        runtime.observer().count(Counter.ROWS_SENT, rows.size());
        return new Exchange.RowsAnswer(table.self(), rows, told, answered);
    }
}
