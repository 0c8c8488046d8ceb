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
/// Confined to the node's loop; large frames are encoded and decoded off it.
final class Exchanges {
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

    /// @param onOutcome runs on the loop exactly once
    void request(
            Endpoint target,
            Exchange.Request request,
            Duration timeout,
            Consumer<Outcome> onOutcome) {
        runtime.observer().count(Counter.STREAMS_OPENED);
        runtime.offload()
                .compute(
                        () -> codec.encode(request),
                        frame -> {
                            runtime.observer().count(Counter.STREAM_BYTES_SENT, frame.length);
                            runtime.transport()
                                    .exchange(
                                            target,
                                            frame,
                                            timeout,
                                            reply -> received(target, reply, onOutcome));
                        });
    }

    private void received(Endpoint target, Transport.Reply reply, Consumer<Outcome> onOutcome) {
        switch (reply) {
            case Transport.Reply.Received(var frame) -> {
                runtime.observer().count(Counter.STREAM_BYTES_RECEIVED, frame.length);
                runtime.offload()
                        .compute(
                                () -> codec.decode(frame),
                                decoded -> onOutcome.accept(outcome(target, decoded)));
            }
            case Transport.Reply.Failed(var reason) -> onOutcome.accept(failed(reason));
        }
    }

    private Outcome outcome(Endpoint target, DecodedExchange decoded) {
        return switch (decoded) {
            case DecodedExchange.Message(_, Exchange.Refused(var cause, var reason)) ->
                    refused(cause, "%s refused: %s".formatted(target, reason));
            case DecodedExchange.Message(_, Exchange.Answer answer) -> new Outcome.Answered(answer);
            case DecodedExchange.Message(_, Exchange.Request _) ->
                    failed("%s answered with a request".formatted(target));
            case DecodedExchange.Malformed(var reason) ->
                    failed("%s does not speak this protocol: %s".formatted(target, reason));
            case DecodedExchange.Foreign(var reason) -> failed("%s: %s".formatted(target, reason));
        };
    }

    private Outcome refused(Exchange.Refusal cause, String reason) {
        runtime.observer().count(Counter.STREAMS_FAILED);
        return new Outcome.Refused(cause, reason);
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
