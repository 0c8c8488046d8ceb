package io.starling.gossip.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.runtime.Transport.Reply;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/// What every [Transport] does on a network without faults.
public interface TransportContract {
    Duration PATIENCE = Duration.ofSeconds(5);

    interface Harness extends LoopWorld {
        /// One of three transports, `index` 0 to 2, all on one loop and none listening yet.
        Transport transport(int index);

        /// The one address where nobody listens, neither for datagrams nor for streams.
        Endpoint nobody();
    }

    /// A world with three transports. They take datagrams of at most 1,400 bytes.
    Harness newTransports();

    @Test
    default void datagramArrivesWithItsBytesAndItsSource() {
        try (var harness = newTransports()) {
            var listener = listen(harness, 1, RecordingListener.silent());
            send(harness, 0, 1, bytes("hello"));
            harness.runUntil(() -> listener.datagrams.size() == 1);

            var arrived = listener.datagrams.getFirst();
            assertThat(arrived.bytes()).isEqualTo(bytes("hello"));
            assertThat(arrived.source()).isEqualTo(harness.transport(0).localEndpoint());
            assertThat(listener.requests).isEmpty();
        }
    }

    @Test
    default void datagramGoesToItsTargetAlone() {
        try (var harness = newTransports()) {
            var one = listen(harness, 1, RecordingListener.silent());
            var two = listen(harness, 2, RecordingListener.silent());
            send(harness, 0, 1, bytes("for 1"));
            send(harness, 0, 2, bytes("for 2"));
            harness.runUntil(() -> one.datagrams.size() == 1 && two.datagrams.size() == 1);
            assertThat(one.datagrams.getFirst().bytes()).isEqualTo(bytes("for 1"));
            assertThat(two.datagrams.getFirst().bytes()).isEqualTo(bytes("for 2"));
        }
    }

    @Test
    default void transportMaySendToItself() {
        try (var harness = newTransports()) {
            var listener = listen(harness, 0, RecordingListener.silent());
            send(harness, 0, 0, bytes("note to self"));
            harness.runUntil(() -> listener.datagrams.size() == 1);
            assertThat(listener.datagrams.getFirst().bytes()).isEqualTo(bytes("note to self"));
        }
    }

    @Test
    default void largestDatagramArrivesUncut() {
        try (var harness = newTransports()) {
            var listener = listen(harness, 1, RecordingListener.silent());
            var largest = noise(harness.transport(0).datagramBytesMax(), 1);
            send(harness, 0, 1, largest);
            harness.runUntil(() -> listener.datagrams.size() == 1);
            assertThat(listener.datagrams.getFirst().bytes()).isEqualTo(largest);
        }
    }

    @Test
    default void datagramOnePastTheLargestIsRefusedAndNotSent() {
        try (var harness = newTransports()) {
            var listener = listen(harness, 1, RecordingListener.silent());
            int max = harness.transport(0).datagramBytesMax();
            assertThatThrownBy(() -> send(harness, 0, 1, new byte[max + 1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(Integer.toString(max))
                    .hasMessageContaining(Integer.toString(max + 1));
            send(harness, 0, 1, bytes("next"));
            harness.runUntil(() -> !listener.datagrams.isEmpty());
            assertThat(listener.datagrams).hasSize(1);
            assertThat(listener.datagrams.getFirst().bytes()).isEqualTo(bytes("next"));
        }
    }

    @Test
    default void burstArrivesNearlyWholeAndUnaltered() {
        try (var harness = newTransports()) {
            var listener = listen(harness, 1, RecordingListener.silent());
            var target = harness.transport(1).localEndpoint();
            for (int chunk = 0; chunk < 20; chunk++) {
                int first = chunk * 50;
                harness.onLoop(
                        () -> {
                            for (int i = first; i < first + 50; i++) {
                                harness.transport(0).send(target, noise(500, i));
                            }
                        });
            }
            // Best effort: a kernel may drop a few of a thousand, a simulator without faults none.
            harness.runUntil(() -> listener.datagrams.size() >= 950);

            var sent = new HashSet<String>();
            for (int i = 0; i < 1_000; i++) {
                sent.add(text(noise(500, i)));
            }
            harness.onLoop(
                    () ->
                            assertThat(listener.datagrams)
                                    .allSatisfy(
                                            arrived ->
                                                    assertThat(sent)
                                                            .contains(text(arrived.bytes()))));
        }
    }

    @Test
    default void datagramToNobodyIsLostQuietly() {
        try (var harness = newTransports()) {
            var listener = listen(harness, 1, RecordingListener.silent());
            listen(harness, 0, RecordingListener.silent());
            for (int i = 0; i < 5; i++) {
                harness.onLoop(() -> harness.transport(0).send(harness.nobody(), bytes("lost")));
                send(harness, 0, 1, bytes("found"));
            }
            harness.runUntil(() -> listener.datagrams.size() == 5);
        }
    }

    @Test
    default void targetOfTheOtherFamilyIsRefusedAtOnceAndNothingIsThrown() {
        try (var harness = newTransports()) {
            var bound = harness.transport(0).localEndpoint();
            var other = bound.isIpv4() ? "[2001:db8::1]:8301" : "192.0.2.1:8301";
            var target = Endpoint.parse(other, 0).orElseThrow();
            var replies = new ArrayList<Reply>();
            harness.onLoop(
                    () -> {
                        harness.transport(0).send(target, bytes("lost"));
                        harness.transport(0).exchange(target, bytes("?"), PATIENCE, replies::add);
                        assertThat(replies).isEmpty();
                    });
            harness.runUntil(() -> !replies.isEmpty());
            assertThat(failed(replies))
                    .contains(target.toString(), bound.toString(), "bind :: to speak both");
        }
    }

    @Test
    default void exchangeBringsTheReply() {
        try (var harness = newTransports()) {
            var listener =
                    listen(
                            harness,
                            1,
                            RecordingListener.answering(
                                    request -> request.answer().accept(bytes("pong"))));
            var replies = exchange(harness, 0, 1, bytes("ping"));
            harness.runUntil(() -> !replies.isEmpty());
            assertThat(received(replies)).isEqualTo(bytes("pong"));
            assertThat(listener.requests).hasSize(1);
            assertThat(listener.requests.getFirst().bytes()).isEqualTo(bytes("ping"));
            assertThat(listener.datagrams).isEmpty();
        }
    }

    @Test
    default void framesOfNoneAndOfOneByteArrive() {
        try (var harness = newTransports()) {
            listen(harness, 1, RecordingListener.echoing());
            var none = exchange(harness, 0, 1, new byte[0]);
            var one = exchange(harness, 0, 1, new byte[] {7});
            harness.runUntil(() -> !none.isEmpty() && !one.isEmpty());
            assertThat(received(none)).isEmpty();
            assertThat(received(one)).containsExactly(7);
        }
    }

    @Test
    default void largestFrameArrivesBothWays() {
        try (var harness = newTransports()) {
            listen(harness, 1, RecordingListener.echoing());
            var largest = noise(Transport.FRAME_BYTES_MAX, 3);
            var replies = exchange(harness, 0, 1, largest);
            harness.runUntil(() -> !replies.isEmpty());
            assertThat(received(replies)).isEqualTo(largest);
        }
    }

    @Test
    default void requestOnePastTheLargestFrameIsRefusedAndNotSent() {
        try (var harness = newTransports()) {
            var listener = listen(harness, 1, RecordingListener.echoing());
            var tooLarge = new byte[Transport.FRAME_BYTES_MAX + 1];
            assertThatThrownBy(() -> exchange(harness, 0, 1, tooLarge))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(Integer.toString(Transport.FRAME_BYTES_MAX));
            var replies = exchange(harness, 0, 1, bytes("next"));
            harness.runUntil(() -> !replies.isEmpty());
            assertThat(listener.requests).hasSize(1);
        }
    }

    @Test
    default void answerOnePastTheLargestFrameIsRefused() {
        try (var harness = newTransports()) {
            var listener = listen(harness, 1, RecordingListener.silent());
            var replies = exchange(harness, 0, 1, bytes("ask"));
            harness.runUntil(() -> listener.requests.size() == 1);
            var answer = listener.requests.getFirst().answer();
            var tooLarge = new byte[Transport.FRAME_BYTES_MAX + 1];
            assertThatThrownBy(() -> harness.onLoop(() -> answer.accept(tooLarge)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(Integer.toString(Transport.FRAME_BYTES_MAX));
            harness.onLoop(() -> answer.accept(bytes("shorter")));
            harness.runUntil(() -> !replies.isEmpty());
            assertThat(received(replies)).isEqualTo(bytes("shorter"));
        }
    }

    @Test
    default void answerMayComeLater() {
        try (var harness = newTransports()) {
            var listener = listen(harness, 1, RecordingListener.silent());
            var replies = exchange(harness, 0, 1, bytes("ask"));
            harness.runUntil(() -> listener.requests.size() == 1);
            assertThat(replies).isEmpty();
            harness.onLoop(() -> listener.requests.getFirst().answer().accept(bytes("at last")));
            harness.runUntil(() -> !replies.isEmpty());
            assertThat(received(replies)).isEqualTo(bytes("at last"));
        }
    }

    @Test
    default void secondAnswerIsIgnored() {
        try (var harness = newTransports()) {
            listen(
                    harness,
                    1,
                    RecordingListener.answering(
                            request -> {
                                request.answer().accept(bytes("first"));
                                request.answer().accept(bytes("second"));
                            }));
            var replies = exchange(harness, 0, 1, bytes("ask"));
            harness.runUntil(() -> !replies.isEmpty());
            // Another exchange has come and gone: whatever was on its way is there by now.
            var others = exchange(harness, 0, 1, bytes("ask again"));
            harness.runUntil(() -> !others.isEmpty());
            assertThat(received(replies)).isEqualTo(bytes("first"));
            assertThat(received(others)).isEqualTo(bytes("first"));
        }
    }

    @Test
    default void exchangesAtTheSameTimeGetTheirOwnReplies() {
        try (var harness = newTransports()) {
            listen(harness, 1, RecordingListener.echoing());
            listen(harness, 2, RecordingListener.echoing());
            var replies = new ArrayList<List<Reply>>();
            for (int i = 0; i < 20; i++) {
                replies.add(exchange(harness, i % 2 == 0 ? 0 : 2, 1, bytes("request " + i)));
            }
            harness.runUntil(() -> replies.stream().noneMatch(List::isEmpty));
            for (int i = 0; i < 20; i++) {
                assertThat(received(replies.get(i))).isEqualTo(bytes("request " + i));
            }
        }
    }

    @Test
    default void replyNeverComesInsideTheCall() {
        try (var harness = newTransports()) {
            listen(harness, 1, RecordingListener.echoing());
            var order = new ArrayList<String>();
            harness.onLoop(
                    () -> {
                        var transport = harness.transport(0);
                        var target = harness.transport(1).localEndpoint();
                        transport.exchange(target, bytes("ask"), PATIENCE, _ -> order.add("reply"));
                        transport.exchange(
                                harness.nobody(), bytes("ask"), PATIENCE, _ -> order.add("reply"));
                        order.add("called");
                        transport.close();
                        transport.exchange(target, bytes("ask"), PATIENCE, _ -> order.add("reply"));
                        order.add("called");
                    });
            harness.runUntil(() -> order.size() == 5);
            assertThat(order).startsWith("called", "called");
        }
    }

    @Test
    default void exchangeWithNobodyFailsAndNamesTheAddress() {
        try (var harness = newTransports()) {
            var replies = new ArrayList<Reply>();
            harness.onLoop(
                    () ->
                            harness.transport(0)
                                    .exchange(
                                            harness.nobody(),
                                            bytes("anyone?"),
                                            PATIENCE,
                                            replies::add));
            harness.runUntil(() -> !replies.isEmpty());
            assertThat(failed(replies)).contains(harness.nobody().toString());
        }
    }

    @Test
    default void exchangeThatIsNeverAnsweredFailsAtItsTimeout() {
        try (var harness = newTransports()) {
            listen(harness, 1, RecordingListener.silent());
            var replies = exchange(harness, 0, 1, bytes("ask"), Duration.ofMillis(100));
            harness.runUntil(() -> !replies.isEmpty());
            assertThat(failed(replies)).contains(harness.transport(1).localEndpoint().toString());
        }
    }

    @Test
    default void answerAfterTheTimeoutIsIgnored() {
        try (var harness = newTransports()) {
            var listener = listen(harness, 1, RecordingListener.silent());
            var replies = exchange(harness, 0, 1, bytes("ask"), Duration.ofMillis(100));
            harness.runUntil(() -> !replies.isEmpty());
            harness.onLoop(() -> listener.requests.getFirst().answer().accept(bytes("too late")));
            var others = exchange(harness, 0, 1, bytes("ask again"));
            harness.runUntil(() -> listener.requests.size() == 2);
            harness.onLoop(() -> listener.requests.get(1).answer().accept(bytes("in time")));
            harness.runUntil(() -> !others.isEmpty());
            assertThat(received(others)).isEqualTo(bytes("in time"));
            failed(replies);
        }
    }

    @Test
    default void closeEndsEveryExchangeAsFailedOnce() {
        try (var harness = newTransports()) {
            var listener = listen(harness, 1, RecordingListener.silent());
            var first = exchange(harness, 0, 1, bytes("a"));
            var second = exchange(harness, 0, 1, bytes("b"));
            harness.runUntil(() -> listener.requests.size() == 2);
            harness.onLoop(
                    () -> {
                        harness.transport(0).close();
                        harness.transport(0).close();
                    });
            harness.runUntil(() -> !first.isEmpty() && !second.isEmpty());
            harness.onLoop(
                    () ->
                            listener.requests.forEach(
                                    request -> request.answer().accept(bytes("late"))));
            // Another pair of transports talks meanwhile, so that a second reply had its chance.
            listenAndTalk(harness, 2, 1, listener);
            failed(first);
            failed(second);
        }
    }

    @Test
    default void closeOfTheAskedEndsTheExchangeAsFailed() {
        try (var harness = newTransports()) {
            var listener = listen(harness, 1, RecordingListener.silent());
            var replies = exchange(harness, 0, 1, bytes("ask"));
            harness.runUntil(() -> listener.requests.size() == 1);
            harness.onLoop(() -> harness.transport(1).close());
            harness.runUntil(() -> !replies.isEmpty());
            assertThat(failed(replies)).contains(harness.transport(1).localEndpoint().toString());
            // Nobody is there to read it.
            harness.onLoop(() -> listener.requests.getFirst().answer().accept(bytes("too late")));
        }
    }

    @Test
    default void closedTransportSendsNothingAndFailsExchanges() {
        try (var harness = newTransports()) {
            var listener = listen(harness, 1, RecordingListener.echoing());
            harness.onLoop(() -> harness.transport(0).close());
            send(harness, 0, 1, bytes("from the grave"));
            var replies = exchange(harness, 0, 1, bytes("ask"));
            harness.runUntil(() -> !replies.isEmpty());
            failed(replies);
            send(harness, 2, 1, bytes("alive"));
            harness.runUntil(() -> !listener.datagrams.isEmpty());
            assertThat(listener.datagrams).hasSize(1);
            assertThat(listener.datagrams.getFirst().bytes()).isEqualTo(bytes("alive"));
            assertThat(listener.requests).isEmpty();
        }
    }

    private static RecordingListener listen(
            Harness harness, int index, RecordingListener listener) {
        harness.onLoop(() -> harness.transport(index).listen(listener));
        return listener;
    }

    /// Lets `asker` ask `asked`, whose listener is silent, and awaits the reply.
    private static void listenAndTalk(
            Harness harness, int asker, int asked, RecordingListener listener) {
        int before = listener.requests.size();
        var replies = exchange(harness, asker, asked, bytes("talk"));
        harness.runUntil(() -> listener.requests.size() > before);
        harness.onLoop(() -> listener.requests.getLast().answer().accept(bytes("talked")));
        harness.runUntil(() -> !replies.isEmpty());
        received(replies);
    }

    private static void send(Harness harness, int from, int to, byte[] datagram) {
        var target = harness.transport(to).localEndpoint();
        harness.onLoop(() -> harness.transport(from).send(target, datagram));
    }

    private static List<Reply> exchange(Harness harness, int from, int to, byte[] request) {
        return exchange(harness, from, to, request, PATIENCE);
    }

    /// @return where the reply will be; read it on the loop or after `runUntil`
    private static List<Reply> exchange(
            Harness harness, int from, int to, byte[] request, Duration timeout) {
        var replies = new ArrayList<Reply>();
        Consumer<Reply> onReply = replies::add;
        var target = harness.transport(to).localEndpoint();
        harness.onLoop(() -> harness.transport(from).exchange(target, request, timeout, onReply));
        return replies;
    }

    private static byte[] received(List<Reply> replies) {
        assertThat(replies).hasSize(1);
        return switch (replies.getFirst()) {
            case Reply.Received(var payload) -> payload;
            case Reply.Failed(var reason) -> throw new AssertionError(reason);
        };
    }

    private static String failed(List<Reply> replies) {
        assertThat(replies).hasSize(1);
        return switch (replies.getFirst()) {
            case Reply.Received _ -> throw new AssertionError("there was a reply");
            case Reply.Failed(var reason) -> reason;
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] noise(int length, long seed) {
        var bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
