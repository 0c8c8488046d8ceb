package io.starling.gossip.sim;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.runtime.Transport;
import io.starling.gossip.runtime.Transport.Reply;
import io.starling.gossip.sim.SimNetwork.Traffic;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.Consumer;

/// One request and its reply over a simulated stream.
///
/// A round trip and a half passes until the request is there: the handshake, then the request
/// itself. Half a round trip more brings the reply. A lost segment costs retransmissions, a cut
/// network costs the timeout, and a host without a listener refuses at once.
final class SimExchange {
    private static final int EPHEMERAL_PORT_FIRST = 32_768;
    private static final int EPHEMERAL_PORTS = 28_232;

    private final SimProcess asker;
    private final Endpoint target;
    private final Consumer<Reply> onReply;
    private @Nullable SimProcess answerer;
    private boolean ended;

    SimExchange(SimProcess asker, Endpoint target, Consumer<Reply> onReply) {
        this.asker = asker;
        this.target = target;
        this.onReply = onReply;
    }

    Endpoint target() {
        return target;
    }

    void begin(byte[] request, Duration timeout) {
        var world = world();
        network().countSent(Traffic.REQUEST, request.length);
        world.schedule(
                world.nanos() + timeout.toNanos(),
                () -> fail("%s did not answer within %s".formatted(target, timeout)));
        if (!asker.gate().pass(request.length, () -> connect(request))) {
            network().countLost(Traffic.REQUEST, request.length);
        }
    }

    private void connect(byte[] request) {
        var world = world();
        long departs = asker.departure();
        var to = world.findHost(target);
        if (to == null || network().isCut(asker.host(), to) || network().isShut(asker.host(), to)) {
            network().countLost(Traffic.REQUEST, request.length);
            return;
        }
        long handshake =
                network().streamDelay(asker.host(), to) + network().streamDelay(to, asker.host());
        long arrives = departs + handshake + network().streamDelay(asker.host(), to);
        world.schedule(arrives, () -> arrive(to, request));
    }

    private void arrive(SimHost to, byte[] request) {
        var process = to.process();
        if (ended || network().isCut(asker.host(), to) || !to.endpoint().equals(target)) {
            network().countLost(Traffic.REQUEST, request.length);
            return;
        }
        if (process == null || !process.transport().isListening()) {
            network().countLost(Traffic.REQUEST, request.length);
            fail(target + " refused the connection");
            return;
        }
        world().trace(to, Trace.REQUEST, request);
        int port = EPHEMERAL_PORT_FIRST + (int) (world().steps() % EPHEMERAL_PORTS);
        var source = asker.host().endpoint().withPort(port);
        answerer = process;
        process.transport().owesAnswer(this);
        var arrived = new Request(this, process, source, request);
        if (!process.gate().pass(arrived.bufferBytes(), () -> offer(process, arrived))) {
            turnAway(arrived);
        }
    }

    private void offer(SimProcess process, Request arrived) {
        if (!process.offer(arrived)) {
            turnAway(arrived);
        }
    }

    /// As with a full backlog of connections: nobody says no, the asker waits in vain.
    private void turnAway(Request arrived) {
        settle();
        network().countLost(Traffic.REQUEST, arrived.request().length);
    }

    /// A request that has arrived, and may have to wait.
    private record Request(
            SimExchange exchange, SimProcess process, Endpoint source, byte[] request)
            implements LoopTask {

        @Override
        public void runOnLoop() {
            exchange.network().countDelivered(Traffic.REQUEST, request.length);
            process.spendReceiving();
            process.transport().request(source, request, reply -> exchange.answer(process, reply));
        }

        @Override
        public int bufferBytes() {
            return request.length + Hardware.DATAGRAM_OVERHEAD;
        }
    }

    private void answer(SimProcess process, byte[] reply) {
        process.requireLoop("answer");
        if (reply.length > Transport.FRAME_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "an answer has at most %d bytes, this one has %d"
                            .formatted(Transport.FRAME_BYTES_MAX, reply.length));
        }
        if (!settle()) {
            return;
        }
        network().countSent(Traffic.REPLY, reply.length);
        if (!process.gate().pass(reply.length, () -> reply(process, reply))) {
            network().countLost(Traffic.REPLY, reply.length);
        }
    }

    private void reply(SimProcess process, byte[] reply) {
        if (network().isCut(process.host(), asker.host())) {
            network().countLost(Traffic.REPLY, reply.length);
            return;
        }
        long delay = network().streamDelay(process.host(), asker.host());
        world().schedule(process.departure() + delay, () -> arriveBack(reply));
    }

    /// The asked one closes the stream instead of answering.
    void abandon() {
        var process = answerer;
        if (process != null && settle() && !network().isCut(process.host(), asker.host())) {
            long delay = network().streamDelay(process.host(), asker.host());
            world().schedule(
                            world().nanos() + delay, () -> fail(target + " closed the connection"));
        }
    }

    /// @return whether the asked one still owed an answer
    private boolean settle() {
        var process = answerer;
        answerer = null;
        if (process != null) {
            process.transport().owesNoAnswer(this);
        }
        return process != null;
    }

    private void arriveBack(byte[] reply) {
        if (asker.hasEnded() || ended) {
            network().countLost(Traffic.REPLY, reply.length);
            return;
        }
        world().trace(asker.host(), Trace.REPLY, reply);
        if (!asker.gate().pass(reply.length, () -> receive(reply))) {
            network().countLost(Traffic.REPLY, reply.length);
        }
    }

    private void receive(byte[] reply) {
        network().countDelivered(Traffic.REPLY, reply.length);
        end(new Reply.Received(reply));
    }

    void fail(String reason) {
        end(new Reply.Failed(reason));
    }

    /// On the asker's loop, and only the first time.
    private void end(Reply reply) {
        if (!ended) {
            ended = true;
            settle();
            asker.transport().forget(this);
            asker.execute(() -> onReply.accept(reply));
        }
    }

    private SimWorld world() {
        return asker.host().world();
    }

    private SimNetwork network() {
        return world().network();
    }
}
