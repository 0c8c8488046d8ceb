package io.starling.gossip.node;

import io.starling.gossip.membership.LocalHealth;
import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.membership.ProbeRing;
import io.starling.gossip.membership.Tombstones;
import io.starling.gossip.model.Answer;
import io.starling.gossip.model.Claim;
import io.starling.gossip.model.Delivery;
import io.starling.gossip.model.Echo;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.EventRequest;
import io.starling.gossip.model.Exchange;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.Part;
import io.starling.gossip.model.Pool;
import io.starling.gossip.model.Question;
import io.starling.gossip.model.Status;
import io.starling.gossip.model.Tags;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.runtime.Transport;
import io.starling.gossip.store.SavedState;
import io.starling.gossip.wire.Decoded;
import io.starling.gossip.wire.DecodedExchange;
import io.starling.gossip.wire.PacketCodec;
import io.starling.gossip.wire.Sealer;
import io.starling.gossip.wire.StreamCodec;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Predicate;

/// Routes what arrives, and what is asked, to the components that know. Decides nothing.
///
/// Confined to the runtime's loop: every method but the constructor runs there, so nothing here
/// locks.
final class NodeCore implements Transport.Listener {
    private final GossipConfig config;
    private final NodeRuntime runtime;
    private final MemberTable table;
    private final LocalHealth health;
    private final PacketCodec packets;
    private final Outbox outbox;
    private final NewsCast news;
    private final Gossip gossip;
    private final Acks acks;
    private final Exchanges exchanges;
    private final Membership membership;
    private final NameConflicts conflicts;
    private final Door door;
    private final FailureDetector detector;
    private final ForcedLeaves forcedLeaves;
    private final Relays relays;
    private final RangeCast cast;
    private final Insight insight;
    private final UserEvents events;
    private final Questions questions;
    private final Predicate<EventKey> known;
    private final AntiEntropy antiEntropy;
    private final Seeds seeds;
    private final Joining joining;
    private final Rejoining rejoining;
    private final Notebook notebook;
    private final SavedState past;
    private final Strangers strangers;
    private final Gauges gauges;
    private Phase phase = Phase.RUNNING;

    private enum Phase {
        RUNNING,
        LEAVING,
        CLOSED
    }

    NodeCore(
            GossipConfig config,
            Pool pool,
            Member self,
            Memory memory,
            NodeRuntime runtime,
            Announcements announcements,
            Consumer<Delivery> consumer) {
        this.config = config;
        this.runtime = runtime;
        var tombstones = new Tombstones();
        this.table = new MemberTable(self, config.antiEntropy().membersMax(), tombstones);
        this.health = new LocalHealth(config.probing().healthMax());
        var sealer = new Sealer(pool, self.boot());
        this.packets = new PacketCodec(sealer);
        this.outbox =
                new Outbox(
                        runtime,
                        packets,
                        config.datagramBytesMax(),
                        config.events().outboxBytesMax());
        var members = new TableRing(table);
        this.news = new NewsCast(self.id(), runtime, outbox, members);
        this.gossip = new Gossip(config.gossiping(), runtime, table, outbox, news);
        outbox.piggyback(gossip);
        this.acks = new Acks(runtime.random(), runtime.observer());
        this.exchanges = new Exchanges(runtime, new StreamCodec(sealer));
        var ring = new ProbeRing();
        var patience =
                new Patience(
                        runtime.clock(),
                        runtime.scheduler(),
                        health,
                        config.probing().lifeguard().patience()
                                ? config.probing().timeout()
                                : Patience.WITHOUT,
                        config.probing().interval());
        this.insight =
                new Insight(
                        new Coordinates(runtime, table),
                        new CaseFiles(runtime.clock(), health),
                        new Inquiries(runtime, table, acks, outbox, exchanges));
        this.conflicts =
                new NameConflicts(
                        runtime, table, outbox, config.probing().interval().multipliedBy(3));
        var lastKnown = new LastKnownEndpoints();
        this.past = memory.state();
        this.notebook =
                new Notebook(
                        config.antiEntropy().deadRetention(), runtime, table, this::time, memory);
        var noted = new Notary(table, insight, new NotedAnnouncements(notebook, announcements));
        var burials =
                new Burials(config.antiEntropy(), runtime, table, tombstones, lastKnown, noted);
        this.membership =
                new Membership(
                        config, runtime, table, burials, ring, health, patience, gossip, conflicts,
                        noted);
        this.detector =
                new FailureDetector(
                        config.probing(),
                        runtime,
                        table,
                        ring,
                        health,
                        patience,
                        acks,
                        outbox,
                        exchanges,
                        membership,
                        insight,
                        burials,
                        new LastCalls(
                                config.antiEntropy().interval(),
                                runtime,
                                table,
                                tombstones,
                                acks,
                                outbox));
        this.forcedLeaves = new ForcedLeaves(table, membership);
        this.relays = new Relays(config.probing(), runtime, table, health, acks, outbox);
        var eventPorts =
                new UserEvents.Ports(
                        runtime.clock(), runtime.scheduler(), runtime.random(), runtime.observer());
        this.cast =
                new RangeCast(self.id(), config.events(), eventPorts, outbox, members, knowledge());
        this.events =
                new UserEvents(
                        new UserEvents.Local(self.id(), self.boot(), past.clock()),
                        config.events(),
                        eventPorts,
                        new UserEvents.Links(
                                new WireEncoder(),
                                new TablePeers(table, runtime.random()),
                                outbox,
                                cast,
                                consumer));
        this.known = events::known;
        this.questions = new Questions(runtime, table, outbox);
        this.antiEntropy =
                new AntiEntropy(
                        config.antiEntropy(),
                        runtime,
                        table,
                        membership,
                        burials,
                        events,
                        exchanges);
        this.door =
                new Door(
                        config,
                        runtime,
                        table,
                        health,
                        membership,
                        conflicts,
                        new Knocks(
                                self.id(), runtime.scheduler(), patience, acks, outbox, exchanges),
                        events::isAttached,
                        antiEntropy::errand,
                        (seed, over) -> antiEntropy.exchange(seed, _ -> over.run()));
        this.seeds =
                new Seeds(config.antiEntropy().interval(), runtime, table, antiEntropy, lastKnown);
        this.joining = new Joining(runtime, table, antiEntropy, seeds);
        this.rejoining =
                new Rejoining(config.antiEntropy().interval(), runtime, table, antiEntropy, seeds);
        this.strangers = new Strangers(runtime.clock(), runtime.observer());
        this.gauges = new Gauges(config.probing().interval(), runtime, this::stats);
    }

    /// What the spread asks of the events, which are made after it.
    private RangeCast.Knowledge knowledge() {
        return new RangeCast.Knowledge() {
            @Override
            public boolean known(EventKey event) {
                return events.known(event);
            }

            @Override
            public boolean isHistory(EventKey event) {
                return events.isHistory(event);
            }

            @Override
            public LamportTime time() {
                return events.time();
            }

            @Override
            public void witness(LamportTime time) {
                events.witness(time);
            }
        };
    }

    void start() {
        membership.announceSelf();
        startParts();
    }

    /// Starts as one of many that know each other: there is nothing to announce, and no history.
    ///
    /// @param formed see [MemberTable#form]
    void startFormed(Member[] formed) {
        table.form(formed);
        membership.announceTable();
        events.attach();
        startParts();
    }

    private void startParts() {
        runtime.transport().listen(this);
        detector.start();
        antiEntropy.start();
        seeds.start();
        gauges.start();
        notebook.start();
        rejoining.start(past, config.rejoinAfterLeave());
    }

    private LamportTime time() {
        return events.time();
    }

    MemberTable table() {
        return table;
    }

    Insight insight() {
        return insight;
    }

    @Override
    public void onDatagram(Endpoint source, byte[] datagram) {
        assert runtime.scheduler().inLoop();
        runtime.observer().count(Counter.DATAGRAMS_RECEIVED);
        runtime.observer().count(Counter.DATAGRAM_BYTES_RECEIVED, datagram.length);
        if (phase == Phase.CLOSED) {
            return;
        }
        switch (packets.decode(datagram, known)) {
            case Decoded.Packet(var parts, int duplicates, var again) -> {
                events.onDuplicates(duplicates);
                // By index: a copy of a known event should not cost even an iterator.
                for (int i = 0; i < again.size(); i++) {
                    events.onAgain(source, again.get(i).event(), again.get(i).over());
                }
                for (int i = 0; i < parts.size(); i++) {
                    hear(source, parts.get(i));
                }
            }
            case Decoded.Malformed(var reason) -> strangers.malformed(source, reason);
            case Decoded.Foreign(var reason) -> strangers.foreign(source, reason);
        }
    }

    private void hear(Endpoint source, Part part) {
        switch (part) {
            case Claim claim -> {
                runtime.observer().count(Counter.CLAIMS_RECEIVED);
                membership.hear(claim);
            }
            case Message.ClaimHandOver handed -> {
                runtime.observer().count(Counter.CLAIMS_RECEIVED);
                news.onHandOver(handed, claim -> membership.hear(claim, Membership.Source.TREE));
            }
            case Message.Ping ping -> {
                insight.inquiries().onPing(ping);
                var here = Optional.of(insight.coordinates().own());
                detector.onPing(
                        source, ping, new Message.Ack(ping.sequence(), events.marks(), here));
            }
            case Message.PingRequest request -> relays.onRequest(source, request);
            case Message.Ack ack -> {
                acks.onAck(ack);
                events.onMarks(source, ack.marks());
            }
            case Message.Nack(long sequence) -> acks.onNack(sequence);
            case Message.NameContested notice -> conflicts.onContested(notice);
            case Message.EventCopy(var event, boolean reply) -> events.onCopy(source, event, reply);
            case Message.EventHandOver handed -> events.onHandOver(source, handed);
            case Message.EventReceipt receipt -> cast.onReceipt(source, receipt);
            case Message.EventHave have -> {
                // Until this node knows what is history to it, it cannot answer.
                if (events.isAttached()) {
                    cast.onHave(source, have);
                } else {
                    runtime.observer().count(Counter.CONFIRMATIONS_UNANSWERED);
                }
            }
            case Message.EventHeld held -> cast.onHeld(source, held);
            case Message.EventPull pull -> events.onPull(source, pull);
            case Message.EventGone gone -> events.onGone(source, gone);
            case Message.QueryAnswer answer -> questions.onAnswer(answer);
        }
    }

    @Override
    public void onRequest(Endpoint source, byte[] request, Consumer<byte[]> answer) {
        assert runtime.scheduler().inLoop();
        runtime.observer().count(Counter.STREAM_REQUESTS);
        exchanges.decode(request, decoded -> answer(source, decoded, answer));
    }

    private void answer(Endpoint source, DecodedExchange decoded, Consumer<byte[]> reply) {
        if (phase != Phase.RUNNING) {
            exchanges.answer(new Exchange.Refused(table.self().name() + " is leaving"), reply);
            return;
        }
        switch (decoded) {
            case DecodedExchange.Message(_, Exchange.PushPull pushPull) ->
                    door.ask(
                            source,
                            pushPull,
                            refusal ->
                                    refuseOr(
                                            refusal,
                                            reply,
                                            () -> antiEntropy.onPushPull(pushPull, reply)));
            case DecodedExchange.Message(_, Exchange.Digest digest) ->
                    refuseOr(
                            door.visit(digest.sender()),
                            reply,
                            () -> antiEntropy.onDigest(digest, reply));
            case DecodedExchange.Message(_, Exchange.Rows rows) ->
                    refuseOr(
                            door.visit(rows.sender()),
                            reply,
                            () -> antiEntropy.onRows(rows, reply));
            case DecodedExchange.Message(_, Exchange.StreamPing(var target))
                    when table.isSelf(target) ->
                    exchanges.answer(new Exchange.StreamAck(), reply);
            case DecodedExchange.Message(_, Exchange.StreamPing(var target)) ->
                    exchanges.answer(
                            new Exchange.Refused(
                                    "%s is not %s".formatted(table.self().id(), target)),
                            reply);
            case DecodedExchange.Message(_, Exchange.ReachInquiry inquiry) ->
                    insight.inquiries().onInquiry(inquiry, reply);
            case DecodedExchange.Message(_, Exchange.Answer _) ->
                    exchanges.answer(
                            new Exchange.Refused("an answer came in place of a request"), reply);
            case DecodedExchange.Malformed(var reason) -> {
                strangers.malformedRequest(source, reason);
                exchanges.answer(new Exchange.Refused(reason), reply);
            }
            case DecodedExchange.Foreign(var reason) -> {
                strangers.foreignRequest(source, reason);
                exchanges.answer(new Exchange.Refused(reason), reply);
            }
        }
    }

    private void refuseOr(
            Optional<Exchange.Refused> refusal, Consumer<byte[]> reply, Runnable exchange) {
        refusal.ifPresentOrElse(answer -> exchanges.answer(answer, reply), exchange);
    }

    void join(List<String> seeds, Consumer<JoinResult> onResult) {
        if (phase != Phase.RUNNING) {
            onResult.accept(new JoinResult(List.of(), List.of("the node is leaving or closed")));
            return;
        }
        joining.join(seeds, onResult);
    }

    /// @throws EventRefusedException if the event is refused; nothing has happened then
    UserEvent fire(EventRequest request) {
        if (phase != Phase.RUNNING) {
            runtime.observer().count(Counter.EVENTS_REFUSED);
            throw new EventRefusedException.NotRunning();
        }
        return events.fire(request);
    }

    /// Asks, and listens to what comes back.
    ///
    /// @throws EventRefusedException as [#fire]
    UserEvent ask(EventRequest request, Question question, Consumer<Echo> listener) {
        if (phase != Phase.RUNNING) {
            runtime.observer().count(Counter.QUERIES_REFUSED);
            throw new EventRefusedException.NotRunning();
        }
        questions.requireRoom();
        var asked = events.fire(request, Optional.of(question));
        questions.open(asked, question, listener);
        return asked;
    }

    void answer(UserEvent question, Answer.Kind kind, byte[] content) {
        if (phase != Phase.CLOSED) {
            questions.answer(question, kind, content);
        }
    }

    Member retag(Tags tags) {
        return membership.retag(tags);
    }

    ForceLeaveResult forceLeave(String node, boolean prune) {
        return phase == Phase.RUNNING
                ? forcedLeaves.declare(node, prune)
                : new ForceLeaveResult.Refused("the node is leaving or closed");
    }

    void leave(IntConsumer onDone) {
        if (phase != Phase.RUNNING) {
            onDone.accept(0);
            return;
        }
        phase = Phase.LEAVING;
        quiesce();
        notebook.depart();
        new Departure(runtime, table, acks, outbox, membership.leave(), onDone)
                .start(config.leaveTimeout());
    }

    void close() {
        if (phase != Phase.CLOSED) {
            outbox.flush();
            phase = Phase.CLOSED;
            quiesce();
            gauges.stop();
            notebook.stop();
            runtime.transport().close();
        }
    }

    /// Begins nothing of its own any more.
    private void quiesce() {
        questions.stop();
        detector.stop();
        antiEntropy.stop();
        rejoining.stop();
        seeds.stop();
    }

    NodeStats stats() {
        return new NodeStats(
                table.count(Status.ALIVE),
                table.count(Status.SUSPECT),
                table.count(Status.DEAD),
                table.count(Status.LEFT),
                events.time(),
                health.score(),
                gossip.queued(),
                outbox.queuedBytes(),
                events.origins(),
                events.storeBytes(),
                events.held(),
                cast.pace());
    }
}
