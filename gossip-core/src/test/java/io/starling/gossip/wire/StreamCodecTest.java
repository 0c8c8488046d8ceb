package io.starling.gossip.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.gossip.model.EventProgress;
import io.starling.gossip.model.EventRange;
import io.starling.gossip.model.Exchange;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.Pool;
import io.starling.gossip.model.StatePage;
import io.starling.gossip.wire.Samples.Sample;
import io.starling.gossip.wire.proto.Wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

class StreamCodecTest {

    static List<Sample<Exchange>> exchanges() {
        return Samples.EXCHANGES;
    }

    @ParameterizedTest
    @MethodSource("exchanges")
    void exchangesComeBackAsTheyWere(Sample<Exchange> sample) {
        assertThat(Wires.streams().decode(Wires.streams().encode(sample.value())))
                .isEqualTo(new DecodedExchange.Message(Samples.BOOT, sample.value()));
    }

    @Test
    void everyKindOfExchangeHasASample() {
        var kinds = Samples.EXCHANGES.stream().map(sample -> sample.value().getClass()).distinct();
        assertThat(kinds).hasSize(Wire.Exchange.getDescriptor().getFields().size());
    }

    @Test
    void pageOfThousandsOfRowsComesBackAsItWas() {
        var rows = Collections.nCopies(4_000, Samples.MEMBER);
        var page = new StatePage(new LamportTime(9), rows, Optional.empty(), List.of());
        var exchange = new Exchange.PushPullAnswer(Samples.MEMBER, page);
        assertThat(Wires.exchange(Wires.streams().encode(exchange))).isEqualTo(exchange);
    }

    @Test
    void sizesOfRowsAreWhatAPageGrowsBy() {
        for (var row : List.of(Samples.MEMBER, Samples.DEAD_MEMBER)) {
            int grown = bytes(List.of(row), List.of()) - bytes(List.of(), List.of());
            assertThat(StreamCodec.memberBytes(row)).isEqualTo(grown);
        }
        var progress = Samples.PROGRESS;
        assertThat(StreamCodec.progressBytes(progress))
                .isEqualTo(
                        Wire.StatePage.newBuilder()
                                .addEvents(ModelWriter.progress(progress))
                                .build()
                                .getSerializedSize());
    }

    @Test
    void refusesStrangersByName() {
        var stranger = new StreamCodec(Pool.lan("test", "dc1"), Samples.OTHER_BOOT);
        var frame = stranger.encode(new Exchange.StreamAck());
        assertThat(Wires.streams().decode(frame))
                .asString()
                .startsWith("Foreign[reason=cluster test/dc1/lan is not ours, prod/dc1/lan: ");
    }

    @Test
    void refusesFrameWithoutLabel() {
        var body = Wire.Exchange.newBuilder().setStreamAck(Wire.StreamAck.getDefaultInstance());
        var frame = Wires.packets().encode(List.of(body.build().toByteArray()), false);
        assertThat(Wires.malformedFrame(frame))
                .isEqualTo("a frame without a label; on streams every frame has one");
    }

    @Test
    void refusesFrameThatIsNoneOfOurs() {
        assertThat(Wires.malformedFrame(new byte[0])).isEqualTo("empty");
        assertThat(Wires.malformedFrame("GET / HTTP/1.1".getBytes(StandardCharsets.US_ASCII)))
                .startsWith("HTTP request at the gossip port");
        assertThat(Wires.malformedFrame(HeaderTest.changed(ack(), 2, 9)))
                .isEqualTo("format version 9, this node speaks 1");
    }

    @Test
    void refusesFrameWithoutOneMessage() {
        assertThat(frame(_ -> {})).isEqualTo("a frame without a message");
        var news = Wires.packets().encode(List.of(new byte[] {0x7a, 0}), true);
        assertThat(Wires.malformedFrame(news))
                .isEqualTo("a frame of a kind that this release does not know, field 15");
        var two = Wires.packets().encode(List.of(new byte[] {0x12, 0, 0x12, 0}), true);
        assertThat(Wires.malformedFrame(two)).isEqualTo("a frame must hold one message, held 2");
    }

    @Test
    void refusesTruncatedFramesAtEveryLength() {
        var frame =
                Wires.streams().encode(new Exchange.PushPullAnswer(Samples.MEMBER, Samples.PAGE));
        for (int length = 0; length < frame.length; length++) {
            assertThat(Wires.malformedFrame(Arrays.copyOf(frame, length))).isNotEmpty();
        }
    }

    @Test
    void refusesExchangesThatLackSomething() {
        assertThat(frame(frame -> frame.getStreamPingBuilder()))
                .isEqualTo("target of a stream ping is missing");
        assertThat(frame(frame -> frame.getPushPullBuilder().setJoin(true)))
                .isEqualTo("sender of a push-pull is missing");
        assertThat(
                        frame(
                                frame ->
                                        frame.getPushPullBuilder()
                                                .setSender(ModelWriter.row(Samples.MEMBER))))
                .isEqualTo("page of a push-pull is missing");
        assertThat(frame(frame -> frame.getPushPullAnswerBuilder().getPageBuilder()))
                .isEqualTo("sender of a push-pull answer is missing");
        assertThat(page(page -> page.addMembersBuilder().setStatus(Wire.MemberStatus.ALIVE)))
                .isEqualTo("member of a row is missing");
        assertThat(page(page -> page.addEventsBuilder().setBase(1)))
                .isEqualTo("boot of a progress is missing");
    }

    @SuppressWarnings("AvoidValueSetter") // The enum has no constant for a number that is unknown.
    @ParameterizedTest
    @CsvSource({"0, 0", "5, 5", "-1, 18446744073709551615"})
    void refusesUnknownStatus(int status, String printed) {
        assertThat(
                        page(
                                page ->
                                        page.addMembers(
                                                ModelWriter.row(Samples.MEMBER).toBuilder()
                                                        .setStatusValue(status))))
                .isEqualTo("status of a member must lie in 1..4, was " + printed);
    }

    @ParameterizedTest
    @CsvSource({
        "5, 4, 'progress must satisfy 0 <= base <= highest, was 5, 4'",
        "-1, 4, 'progress must satisfy 0 <= base <= highest, was -1, 4'",
    })
    void refusesProgressTheWrongWayRound(long base, long highest, String reason) {
        assertThat(
                        page(
                                page ->
                                        page.addEventsBuilder()
                                                .setBoot(ModelWriter.boot(Samples.BOOT))
                                                .setBase(base)
                                                .setHighest(highest)))
                .isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({"10, 12", "0, 0", "90, 101", "-7, 20", "5, -1"})
    void refusesHolesOutsideOfTheirPlace(long from, long to) {
        assertThat(progress(hole(from, to)))
                .startsWith("holes must be in order and lie in 11..100");
    }

    @Test
    void refusesHolesOutOfOrder() {
        assertThat(progress(hole(20, 30), hole(30, 40)))
                .isEqualTo("holes must be in order and lie in 11..100, one was 30..40");
        assertThat(progress(hole(20, 30), hole(11, 12)))
                .isEqualTo("holes must be in order and lie in 11..100, one was 11..12");
    }

    @Test
    void doesNotSendHolesOfAnotherBoot() {
        var progress =
                new EventProgress(
                        Samples.BOOT, 0, 9, List.of(new EventRange(Samples.OTHER_BOOT, 1, 2)));
        assertThatThrownBy(() -> StreamCodec.progressBytes(progress))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be of that boot");
    }

    @Test
    void refusalIsCutAndMadePrintable() {
        var refused =
                new Exchange.Refused("a\nb\u0085c" + "x".repeat(506) + "🐦" + "y".repeat(9_000));
        assertThat(Wires.exchange(Wires.streams().encode(refused)))
                .isEqualTo(new Exchange.Refused("a?b?c" + "x".repeat(506) + "?"));
    }

    @Test
    void refusesInquiriesAndFindingsThatAreNot() {
        assertThat(
                        frame(
                                frame ->
                                        frame.getReachFindingsBuilder()
                                                .setTried(ModelWriter.endpoint(Samples.IPV4))
                                                .setFailure("x".repeat(513))))
                .isEqualTo("length of a reason must lie in 0..512, was 513");
        assertThat(frame(frame -> frame.getReachFindingsBuilder().setHeard(true)))
                .isEqualTo("endpoint of findings is missing");
        assertThat(frame(frame -> frame.getReachInquiryBuilder().getTargetBuilder()))
                .isEqualTo("source of an inquiry is missing");
        assertThat(frame(frame -> frame.getReachInquiryBuilder().getSourceBuilder()))
                .isEqualTo("target of an inquiry is missing");
    }

    @Test
    void refusesRefusalsThatAreNot() {
        assertThat(frame(frame -> frame.getRefusedBuilder().setReason("x".repeat(513))))
                .isEqualTo("length of a reason must lie in 0..512, was 513");
        assertThat(frame(frame -> frame.getRefusedBuilder().setReason("a\u001b[2Jb")))
                .isEqualTo("a reason must not have control characters");
    }

    @Test
    void causeOfANewerReleaseIsLikeNone() {
        var frame =
                Wires.frame(
                        exchange -> exchange.getRefusedBuilder().setReason("no").setCauseValue(99));
        assertThat(Wires.exchange(frame)).isEqualTo(new Exchange.Refused("no"));
    }

    private static byte[] ack() {
        return Wires.streams().encode(new Exchange.StreamAck());
    }

    private static String frame(Consumer<Wire.Exchange.Builder> exchange) {
        return Wires.malformedFrame(Wires.frame(exchange));
    }

    private static String page(Consumer<Wire.StatePage.Builder> page) {
        return frame(
                frame ->
                        page.accept(
                                frame.getPushPullAnswerBuilder()
                                        .setSender(ModelWriter.row(Samples.MEMBER))
                                        .getPageBuilder()));
    }

    /// With base 10 and highest 100.
    private static String progress(Wire.Hole... holes) {
        return page(
                page ->
                        page.addEventsBuilder()
                                .setBoot(ModelWriter.boot(Samples.BOOT))
                                .setBase(10)
                                .setHighest(100)
                                .addAllMissing(List.of(holes)));
    }

    private static Wire.Hole hole(long from, long to) {
        return Wire.Hole.newBuilder().setFrom(from).setTo(to).build();
    }

    private static int bytes(List<Member> members, List<EventProgress> events) {
        var page = Wire.StatePage.newBuilder();
        members.forEach(row -> page.addMembers(ModelWriter.row(row)));
        events.forEach(progress -> page.addEvents(ModelWriter.progress(progress)));
        return page.build().getSerializedSize();
    }
}
