package io.starling.gossip.node;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Exchange;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.runtime.Transport;
import io.starling.gossip.wire.DecodedExchange;
import io.starling.gossip.wire.StreamCodec;

import java.time.Duration;
import java.util.function.Consumer;

/// Stream exchanges in the model's words: encodes requests, decodes answers, and turns whatever
/// goes wrong into a sentence.
///
/// Who is told that the other is busy asks again, later each time, for as long as it may take.
///
/// Confined to the node's loop; large frames are encoded and decoded off it.
final class Exchanges {
    private static final Duration BUSY_PAUSE = Duration.ofMillis(100);
    private static final Duration BUSY_PAUSE_MAX = Duration.ofSeconds(1);

    private final NodeRuntime runtime;
    private final StreamCodec codec;

    Exchanges(NodeRuntime runtime, StreamCodec codec) {
        this.runtime = runtime;
        this.codec = codec;
    }

    sealed interface Outcome {
        record Answered(Exchange.Answer answer) implements Outcome {}

        /// The other is there and will not, or does not understand.
        ///
        /// @param reason for people; names the address
        record Refused(Exchange.Refusal cause, String reason) implements Outcome {}

        /// @param reason for people; names the address
        record Failed(String reason) implements Outcome {}
    }

    /// @param timeout for all of it, however often the other is busy
    /// @param onOutcome runs on the loop exactly once
    void request(
            Endpoint target,
            Exchange.Request request,
            Duration timeout,
            Consumer<Outcome> onOutcome) {
        new Asking(target, request, timeout, onOutcome).ask();
    }

    private final class Asking {
        private final Endpoint target;
        private final Exchange.Request request;
        private final Consumer<Outcome> onOutcome;
        private final long endNanos;
        private Duration pause = BUSY_PAUSE;

        private Asking(
                Endpoint target,
                Exchange.Request request,
                Duration timeout,
                Consumer<Outcome> onOutcome) {
            this.target = target;
            this.request = request;
            this.onOutcome = onOutcome;
            this.endNanos = runtime.clock().nanoTime() + timeout.toNanos();
        }

        /// Encoded anew each time: no two frames of a boot have the same counter.
        private void ask() {
            runtime.observer().count(Counter.STREAMS_OPENED);
            runtime.offload().compute(() -> codec.encode(request), this::send);
        }

        private void send(byte[] frame) {
            runtime.observer().count(Counter.STREAM_BYTES_SENT, frame.length);
            runtime.transport().exchange(target, frame, left(), this::received);
        }

        private Duration left() {
            return Duration.ofNanos(Math.max(1, endNanos - runtime.clock().nanoTime()));
        }

        private void received(Transport.Reply reply) {
            switch (reply) {
                case Transport.Reply.Received(var frame) -> {
                    runtime.observer().count(Counter.STREAM_BYTES_RECEIVED, frame.length);
                    runtime.offload().compute(() -> codec.decode(frame), this::decoded);
                }
                case Transport.Reply.Failed(var reason) -> onOutcome.accept(failed(reason));
            }
        }

        private void decoded(DecodedExchange answer) {
            if (answer instanceof DecodedExchange.Message(_, Exchange.Refused(var cause, _))
                    && cause == Exchange.Refusal.BUSY
                    && pause.compareTo(left()) < 0) {
                runtime.scheduler().schedule(Jitter.around(pause, runtime.random()), this::ask);
                pause = Backoff.doubled(pause, BUSY_PAUSE_MAX);
            } else {
                onOutcome.accept(outcome(target, answer));
            }
        }
    }

    private Outcome outcome(Endpoint target, DecodedExchange decoded) {
        return switch (decoded) {
            case DecodedExchange.Message(_, Exchange.Refused(var cause, var reason)) -> {
                if (cause == Exchange.Refusal.NAME) {
                    runtime.observer().count(Counter.NAME_CONFLICTS);
                }
                runtime.observer().count(Counter.STREAMS_FAILED);
                yield new Outcome.Refused(cause, "%s refused: %s".formatted(target, reason));
            }
            case DecodedExchange.Message(_, Exchange.Answer answer) -> new Outcome.Answered(answer);
            case DecodedExchange.Message(_, Exchange.Request _) ->
                    failed("%s answered with a request".formatted(target));
            case DecodedExchange.Malformed(var reason) ->
                    failed("%s does not speak this protocol: %s".formatted(target, reason));
            case DecodedExchange.Foreign(var reason) -> failed("%s: %s".formatted(target, reason));
        };
    }

    private Outcome failed(String reason) {
        runtime.observer().count(Counter.STREAMS_FAILED);
        return new Outcome.Failed(reason);
    }

    /// Decodes a request that came in.
    void decode(byte[] frame, Consumer<DecodedExchange> onDecoded) {
        runtime.observer().count(Counter.STREAM_BYTES_RECEIVED, frame.length);
        runtime.offload().compute(() -> codec.decode(frame), onDecoded);
    }

    void answer(Exchange.Answer answer, Consumer<byte[]> reply) {
        runtime.offload()
                .compute(
                        () -> codec.encode(answer),
                        frame -> {
                            runtime.observer().count(Counter.STREAM_BYTES_SENT, frame.length);
                            reply.accept(frame);
                        });
    }
}
