package io.starling.gossip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Exchange;
import io.starling.gossip.model.Incarnation;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.Standing;
import io.starling.gossip.model.Status;
import io.starling.gossip.wire.Samples.Sample;
import io.starling.gossip.wire.proto.Wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// The limits of the exchanges that compare tables.
class DigestCodecTest {

    static Stream<Sample<Exchange>> comparisons() {
        return Samples.EXCHANGES.stream()
                .filter(
                        sample ->
                                sample.value() instanceof Exchange.Digest
                                        || sample.value() instanceof Exchange.DigestAnswer
                                        || sample.value() instanceof Exchange.Rows
                                        || sample.value() instanceof Exchange.RowsAnswer);
    }

    @ParameterizedTest
    @MethodSource("comparisons")
    void refusesTruncatedFramesAtEveryLength(Sample<Exchange> sample) {
        var frame = Wires.streams().encode(sample.value());
        for (int length = 0; length < frame.length; length++) {
            assertThat(Wires.malformedFrame(Arrays.copyOf(frame, length))).isNotEmpty();
        }
    }

    @Test
    void takesAsManyBucketsAsThereMayBeAndNoMore() {
        assertThat(Wires.exchange(Wires.frame(digest(12, 0, 4_096))))
                .isInstanceOfSatisfying(
                        Exchange.Digest.class, read -> assertThat(read.hashes()).hasSize(4_096));
        assertThat(refusal(digest(12, 0, 4_097)))
                .isEqualTo("hashes of a digest must be at most 4096, are more");
        assertThat(refusal(digest(13, 0, 4_096)))
                .isEqualTo("bits of a digest must lie in 0..12, was 13");
    }

    @ParameterizedTest
    @CsvSource({"3, 0, 7", "3, 0, 9", "3, 7, 0", "3, 7, 2", "0, 0, 0"})
    void refusesAnotherNumberOfHashesThanOfBuckets(int bits, int from, int hashes) {
        assertThat(refusal(digest(bits, from, hashes)))
                .startsWith("number of hashes of a digest must lie in ");
    }

    @ParameterizedTest
    @CsvSource({"3, 8", "0, 1", "12, 4096", "0, -1"})
    void refusesAFirstBucketThatDoesNotExist(int bits, int from) {
        assertThat(refusal(digest(bits, from, 1)))
                .startsWith("first bucket of a digest must lie in 0..");
    }

    @ParameterizedTest
    @CsvSource({"4096, 5000", "5, 5", "5, 4", "-1, -1"})
    void refusesDifferingBucketsOutOfOrderOrRange(int one, int other) {
        assertThat(answer(answer -> answer.addAllDiffering(List.of(one, other))))
                .startsWith("a bucket that differs must lie in ");
    }

    @Test
    void refusesMoreDifferingBucketsThanThereAre() {
        assertThat(answer(answer -> answer.addAllDiffering(Collections.nCopies(4_097, 0))))
                .isEqualTo("buckets that differ must be at most 4096, are more");
        assertThat(answer(answer -> answer.setNext(4_096)))
                .isEqualTo("next bucket of a digest must lie in 0..4095, was 4096");
    }

    @Test
    void refusesMoreStandingsThanAFrameMayHave() {
        var standing = ModelWriter.standing(Samples.STANDINGS.getLast());
        var most = Collections.nCopies(StreamCodec.STANDINGS_MAX, standing);
        assertThat(Wires.exchange(Wires.frame(rows(rows -> rows.addAllStandings(most)))))
                .isInstanceOf(Exchange.Rows.class);
        assertThat(refusal(rows(rows -> rows.addAllStandings(most).addStandings(standing))))
                .isEqualTo("standings must be at most 16384, are more");
        var id = ModelWriter.id(Samples.NODE);
        var wanted = Collections.nCopies(StreamCodec.STANDINGS_MAX, id);
        assertThat(Wires.exchange(Wires.frame(rows(rows -> rows.addAllWanted(wanted)))))
                .isInstanceOf(Exchange.Rows.class);
        assertThat(refusal(rows(rows -> rows.addAllWanted(wanted).addWanted(id))))
                .isEqualTo("ids wanted must be at most 16384, are more");
    }

    @Test
    void refusesStandingsThatLackSomething() {
        assertThat(answer(answer -> answer.addStandingsBuilder()))
                .isEqualTo("id of a standing is missing");
        assertThat(
                        answer(
                                answer ->
                                        answer.addStandingsBuilder()
                                                .setId(ModelWriter.id(Samples.NODE))))
                .isEqualTo("incarnation of a standing is missing");
    }

    @SuppressWarnings("AvoidValueSetter") // The enum has no constant for a number that is unknown.
    @ParameterizedTest
    @CsvSource({"5", "-1"})
    void refusesUnknownStatus(int status) {
        var standing =
                ModelWriter.standing(Samples.STANDINGS.getFirst()).toBuilder()
                        .setStatusValue(status);
        assertThat(answer(answer -> answer.addStandings(standing)))
                .startsWith("status of a member must lie in 1..4, was ");
    }

    @Test
    void refusesExchangesWithoutTheirSender() {
        assertThat(
                        Wires.malformedFrame(
                                Wires.frame(frame -> frame.getDigestBuilder().addHashes(1))))
                .isEqualTo("sender of a digest is missing");
        assertThat(Wires.malformedFrame(Wires.frame(frame -> frame.getDigestAnswerBuilder())))
                .isEqualTo("sender of a digest answer is missing");
        assertThat(Wires.malformedFrame(Wires.frame(frame -> frame.getRowsBuilder())))
                .isEqualTo("sender of rows is missing");
        assertThat(Wires.malformedFrame(Wires.frame(frame -> frame.getRowsAnswerBuilder())))
                .isEqualTo("sender of a rows answer is missing");
    }

    @Test
    void sizesAreTheMostThatAStandingOrAnIdTakes() {
        var id = new NodeId(1, 1);
        var largest =
                new Standing(id, new Incarnation(1, Long.MAX_VALUE), Optional.of(Status.DEAD));
        var one = Wire.Rows.newBuilder().addStandings(ModelWriter.standing(largest)).build();
        assertThat(one.getSerializedSize()).isEqualTo(StreamCodec.STANDING_BYTES_MAX - 1);
        var wanted = Wire.Rows.newBuilder().addWanted(ModelWriter.id(id)).build();
        assertThat(wanted.getSerializedSize()).isEqualTo(StreamCodec.ID_BYTES);
    }

    private static String refusal(Consumer<Wire.Exchange.Builder> exchange) {
        return Wires.malformedFrame(Wires.frame(exchange));
    }

    private static Consumer<Wire.Exchange.Builder> digest(int bits, int from, int hashes) {
        return frame ->
                frame.getDigestBuilder()
                        .setSender(ModelWriter.row(Samples.MEMBER))
                        .setBits(bits)
                        .setFrom(from)
                        .addAllHashes(LongStream.range(0, hashes).boxed().toList());
    }

    private static String answer(Consumer<Wire.DigestAnswer.Builder> answer) {
        return refusal(
                frame ->
                        answer.accept(
                                frame.getDigestAnswerBuilder()
                                        .setSender(ModelWriter.row(Samples.MEMBER))));
    }

    private static Consumer<Wire.Exchange.Builder> rows(Consumer<Wire.Rows.Builder> rows) {
        return frame ->
                rows.accept(frame.getRowsBuilder().setSender(ModelWriter.row(Samples.MEMBER)));
    }
}
