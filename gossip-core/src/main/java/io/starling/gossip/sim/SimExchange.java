package io.starling.gossip.sim;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.runtime.Transport;
import io.starling.gossip.runtime.Transport.Reply;
import io.starling.gossip.sim.SimNetwork.Traffic;

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
    private boolean ended;
    private boolean answered;

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
        long departs = asker.departure();
        world.schedule(
                world.nanos() + timeout.toNanos(),
                () -> fail("%s did not answer within %s".formatted(target, timeout)));
        var to = world.findHost(target);
        if (to == null || network().isCut(asker.host(), to)) {
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
        if (network().isCut(asker.host(), to) || !to.endpoint().equals(target)) {
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
        if (!process.offer(new Request(this, process, source, request))) {
            // As with a full backlog of connections: nobody says no, the asker waits in vain.
            network().countLost(Traffic.REQUEST, request.length);
        }
    }

    /// A request that has arrived, and may have to wait.
    private record Request(
            SimExchange exchange, SimProcess process, Endpoint source, byte[] request)
            implements LoopTask {

        @Override
        public void runOnLoop() {
            exchange.network().countDelivered(Traffic.REQUEST, request.length);
            process.spendReceiving();
            process.transport().request(source, request, exchange.answerOnce(process));
        }

        @Override
        public int bufferBytes() {
            return request.length + Hardware.DATAGRAM_OVERHEAD;
        }
    }

    private Consumer<byte[]> answerOnce(SimProcess process) {
        return reply -> answer(process, reply);
    }

    private void answer(SimProcess answerer, byte[] reply) {
        answerer.requireLoop("answer");
        if (answered) {
            return;
        }
        answered = true;
        network().countSent(Traffic.REPLY, reply.length);
        if (network().isCut(answerer.host(), asker.host())) {
            network().countLost(Traffic.REPLY, reply.length);
            return;
        }
        long delay = network().streamDelay(answerer.host(), asker.host());
        world().schedule(answerer.departure() + delay, () -> arriveBack(reply));
    }

    private void arriveBack(byte[] reply) {
        if (asker.hasEnded() || ended) {
            network().countLost(Traffic.REPLY, reply.length);
            return;
        }
        world().trace(asker.host(), Trace.REPLY, reply);
        network().countDelivered(Traffic.REPLY, reply.length);
        if (reply.length > Transport.FRAME_BYTES_MAX) {
            fail(
                    "%s declares a reply of %d bytes, the limit is %d"
                            .formatted(target, reply.length, Transport.FRAME_BYTES_MAX));
        } else {
            end(new Reply.Received(reply));
        }
    }

    void fail(String reason) {
        end(new Reply.Failed(reason));
    }

    /// On the asker's loop, and only the first time.
    private void end(Reply reply) {
        if (!ended) {
            ended = true;
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
