package io.starling.gossip.node;

import static io.starling.gossip.Fixtures.alive;
import static io.starling.gossip.Fixtures.boot;
import static io.starling.gossip.Fixtures.endpoint;
import static io.starling.gossip.Fixtures.id;

import io.starling.gossip.model.Delivery;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Exchange;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.Part;
import io.starling.gossip.model.Pool;
import io.starling.gossip.model.Status;
import io.starling.gossip.model.Tags;
import io.starling.gossip.runtime.Transport;
import io.starling.gossip.wire.Decoded;
import io.starling.gossip.wire.DecodedExchange;
import io.starling.gossip.wire.PacketCodec;
import io.starling.gossip.wire.PartCodec;
import io.starling.gossip.wire.StreamCodec;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// One production node on a [RecordingRuntime], and the words to speak with it as its peers `n1`,
/// `n2`…
final class Rig implements NodeListener {
    static final Pool POOL = Pool.lan("starling", "dc1");
    /// Where the addresses of nodes after the first are, beyond those of peers.
    private static final int SELVES = 10_000;

    final RecordingRuntime world;
    final List<MembershipEvent> changes = new ArrayList<>();
    final List<Delivery> deliveries = new ArrayList<>();
    final GossipNode node;
    private final PacketCodec packets = new PacketCodec(POOL, boot(1));
    private final StreamCodec streams = new StreamCodec(POOL, boot(1));

    /// @param peers members that the node knows from the start, `n1` to `n`*peers*
    Rig(GossipConfig config, int peers) {
        this(config, peers, 0, new RecordingRuntime());
    }

    /// @param number tells several nodes of one test apart
    Rig(GossipConfig config, int peers, int number) {
        this(config, peers, number, new RecordingRuntime(42 + number));
    }

    /// A node in a world that may have files of a former run.
    Rig(GossipConfig config, int peers, RecordingRuntime world) {
        this(config, peers, 0, world);
    }

    private Rig(GossipConfig config, int peers, int number, RecordingRuntime world) {
        this.world = world;
        var name = number == 0 ? "self" : "self" + number;
        var identity = new NodeIdentity(name, POOL, endpoint(SELVES * number), Tags.NONE);
        node = GossipNode.start(config, identity, world.ports(), this);
        world.advance(Duration.ZERO);
        for (int peer = 1; peer <= peers; peer++) {
            hear(peer, alive(peer, 0));
        }
        settle();
    }

    /// The same node after a restart, with the files that this one left. It knows nobody.
    Rig restarted(GossipConfig config) {
        var later = new RecordingRuntime();
        later.files.putAll(world.files);
        return new Rig(config, 0, later);
    }

    /// Lets the node tell its news until it has nothing left to tell, and forgets what it sent.
    void settle() {
        world.sent.clear();
        changes.clear();
    }

    NodeId self() {
        return node.self().id();
    }

    /// Peer `number` sends these parts in one datagram.
    void hear(int number, Part... parts) {
        var framed = Arrays.stream(parts).map(PartCodec::encode).toList();
        world.receive(endpoint(number), packets.encode(framed, false));
    }

    void advance(Duration time) {
        world.advance(time);
    }

    Status status(int number) {
        return member(number).status();
    }

    Member member(int number) {
        return node.members().stream()
                .filter(row -> row.id().equals(id(number)))
                .findFirst()
                .orElseThrow();
    }

    /// Every part that was sent to `target`, in order.
    List<Part> sentTo(Endpoint target) {
        return world.sent.stream()
                .filter(sent -> sent.target().equals(target))
                .flatMap(sent -> parts(sent.datagram()))
                .toList();
    }

    <T extends Part> List<T> sent(Class<T> kind) {
        return world.sent.stream()
                .flatMap(sent -> parts(sent.datagram()))
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /// Every part that shared a datagram with one of this kind, those of the kind included.
    List<Part> sentTogether(Class<? extends Part> kind) {
        return world.sent.stream()
                .map(sent -> parts(sent.datagram()).toList())
                .filter(parts -> parts.stream().anyMatch(kind::isInstance))
                .flatMap(List::stream)
                .toList();
    }

    /// Forgets what was sent and waits for the node's next probe.
    Message.Ping awaitPing() {
        world.sent.clear();
        for (int i = 0; i < 20_000 && sent(Message.Ping.class).isEmpty(); i++) {
            advance(Duration.ofMillis(1));
        }
        return sent(Message.Ping.class).getFirst();
    }

    /// To whom parts of this kind went, in order, each datagram once.
    List<Endpoint> targetsOf(Class<? extends Part> kind) {
        return world.sent.stream()
                .filter(sent -> parts(sent.datagram()).anyMatch(kind::isInstance))
                .map(RecordingRuntime.Sent::target)
                .toList();
    }

    /// Peer 1 asks over a stream.
    Exchange ask(Exchange.Request request) {
        var answers = new ArrayList<byte[]>();
        world.request(endpoint(1), streams.encode(request), answers::add);
        world.advance(Duration.ZERO);
        return exchange(answers.getFirst());
    }

    /// Somebody asks over a stream. What is answered is added to the list when it comes.
    List<Exchange> asking(Endpoint source, Exchange.Request request) {
        var answers = new ArrayList<Exchange>();
        world.request(source, streams.encode(request), frame -> answers.add(exchange(frame)));
        world.advance(Duration.ZERO);
        return answers;
    }

    /// Peer `number` asks over a stream, and the node may take its time.
    void askLater(int number, Exchange.Request request, Consumer<Exchange> onAnswer) {
        world.request(
                endpoint(number),
                streams.encode(request),
                frame -> onAnswer.accept(exchange(frame)));
        world.advance(Duration.ZERO);
    }

    /// Several ask over streams in one turn of the loop.
    ///
    /// @return in the order in which the answers came
    List<Exchange> askTogether(Exchange.Request... requests) {
        var answers = new ArrayList<byte[]>();
        world.run(
                () -> {
                    for (var request : requests) {
                        world.requestNow(endpoint(1), streams.encode(request), answers::add);
                    }
                });
        world.advance(Duration.ZERO);
        return answers.stream().map(this::exchange).toList();
    }

    /// Ends an exchange that the node began, as peer 1 would.
    void answer(RecordingRuntime.Begun begun, Exchange.Answer answer) {
        world.run(
                () -> begun.onReply().accept(new Transport.Reply.Received(streams.encode(answer))));
        world.advance(Duration.ZERO);
    }

    Exchange exchange(byte[] frame) {
        return switch (streams.decode(frame)) {
            case DecodedExchange.Message(_, var exchange) -> exchange;
            case DecodedExchange.Malformed(var reason) -> throw new AssertionError(reason);
            case DecodedExchange.Foreign(var reason) -> throw new AssertionError(reason);
        };
    }

    private Stream<Part> parts(byte[] datagram) {
        return switch (packets.decode(datagram, _ -> false)) {
            case Decoded.Packet(var parts, _, _) -> parts.stream();
            case Decoded.Malformed(var reason) -> throw new AssertionError(reason);
            case Decoded.Foreign(var reason) -> throw new AssertionError(reason);
        };
    }

    @Override
    public void onMembership(MembershipEvent event) {
        changes.add(event);
    }

    @Override
    public void onDelivery(Delivery delivery) {
        deliveries.add(delivery);
    }
}
