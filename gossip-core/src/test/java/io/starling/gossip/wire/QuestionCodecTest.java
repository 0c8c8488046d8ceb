package io.starling.gossip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;

import io.starling.gossip.model.Answer;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.Question;
import io.starling.gossip.wire.proto.Wire;

import org.junit.jupiter.api.Test;

/// Questions and answers, beyond what the golden bytes hold.
class QuestionCodecTest {

    /// Such members know the name, and show its events to nobody.
    @Test
    void aQuestionIsRemoteExecutionToMembersThatKnowOfNone() throws Exception {
        var written = Wire.UserEvent.parseFrom(EventCodec.encode(Samples.QUESTION).bytes());
        assertThat(written.getName()).isEqualTo("_rexec");
        assertThat(written.getQuestion().getName()).isEqualTo("version");
    }

    @Test
    void anEventOfTheReservedNameIsNoQuestion() {
        var bytes = question(Wire.UserEvent.newBuilder().setName("_rexec"));
        var event = EventCodec.decode(bytes).orElseThrow().event();
        assertThat(event.name()).isEqualTo("_rexec");
        assertThat(event.question()).isEmpty();
    }

    @Test
    void takesWhatANewerReleaseAsksBeyondTheLimitsForTheLimits() {
        var larger =
                Wire.Question.newBuilder()
                        .setName("x")
                        .setTimeoutMillis(Integer.MAX_VALUE)
                        .setRelays(-1);
        var bytes = question(Wire.UserEvent.newBuilder().setName("_rexec").setQuestion(larger));
        assertThat(EventCodec.decode(bytes).orElseThrow().event().question())
                .contains(new Question(Question.TIMEOUT_MAX, Question.RELAYS_MAX));
    }

    @Test
    void refusesAQuestionWithoutAName() {
        var nameless = Wire.Question.newBuilder().setTimeoutMillis(1_000);
        var bytes = question(Wire.UserEvent.newBuilder().setName("_rexec").setQuestion(nameless));
        assertThat(EventCodec.decode(bytes)).isEmpty();
    }

    @Test
    void takesTheLongestAnswerAndNoLonger() {
        assertThat(Wires.parts(datagram(answer(Answer.CONTENT_BYTES_MAX)))).hasSize(1);
        assertThat(Wires.malformed(datagram(answer(Answer.CONTENT_BYTES_MAX + 1))))
                .isEqualTo("content of an answer must have at most 1024 bytes, had 1025");
    }

    @Test
    void takesAKindOfANewerReleaseForAnAcknowledgement() {
        var newer = answer(0).setKindValue(77);
        assertThat(Wires.parts(datagram(newer)))
                .singleElement()
                .isInstanceOfSatisfying(
                        Message.QueryAnswer.class,
                        message ->
                                assertThat(message.answer().kind()).isEqualTo(Answer.Kind.PENDING));
    }

    private static byte[] question(Wire.UserEvent.Builder question) {
        return question.setBootOrdinal(1)
                .setSequence(1)
                .setId(ModelWriter.id(Samples.EVENT.id()))
                .setOrigin(ModelWriter.id(Samples.NODE))
                .build()
                .toByteArray();
    }

    private static Wire.QueryAnswer.Builder answer(int bytes) {
        return Wire.QueryAnswer.newBuilder()
                .setQuestion(ModelWriter.id(Samples.EVENT.id()))
                .setAsker(ModelWriter.id(Samples.NODE))
                .setAnswerer(ModelWriter.id(Samples.OTHER_NODE))
                .setContent(ByteString.copyFrom(new byte[bytes]));
    }

    private static byte[] datagram(Wire.QueryAnswer.Builder answer) {
        return Wires.datagram(part -> part.setQueryAnswer(answer));
    }
}
