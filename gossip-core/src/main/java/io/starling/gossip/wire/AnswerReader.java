package io.starling.gossip.wire;

import io.starling.gossip.model.Answer;
import io.starling.gossip.model.EventId;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.wire.proto.Wire;

import java.io.IOException;

/// Reads what members say to questions.
final class AnswerReader {
    private AnswerReader() {}

    static Message.QueryAnswer queryAnswer(Fields in) throws IOException {
        EventId question = null;
        NodeId asker = null;
        NodeId answerer = null;
        var kind = Answer.Kind.PENDING;
        var content = new byte[0];
        boolean relay = false;
        while (in.next()) {
            switch (in.number()) {
                case Wire.QueryAnswer.QUESTION_FIELD_NUMBER ->
                        question = in.message(IdentityReader::eventId);
                case Wire.QueryAnswer.ASKER_FIELD_NUMBER ->
                        asker = in.message(IdentityReader::nodeId);
                case Wire.QueryAnswer.ANSWERER_FIELD_NUMBER ->
                        answerer = in.message(IdentityReader::nodeId);
                case Wire.QueryAnswer.KIND_FIELD_NUMBER -> kind = kind(in.varint());
                case Wire.QueryAnswer.CONTENT_FIELD_NUMBER -> content = in.bytes();
                case Wire.QueryAnswer.RELAY_FIELD_NUMBER -> relay = in.bool();
                default -> in.skip();
            }
        }
        var answer =
                new Answer(
                        Fields.required(question, "question of an answer"),
                        Fields.required(asker, "asker of an answer"),
                        Fields.required(answerer, "answerer of an answer"),
                        kind,
                        content);
        return new Message.QueryAnswer(answer, relay);
    }

    /// A kind of a newer release is taken for the least that can be said.
    private static Answer.Kind kind(long number) {
        if (number == Wire.AnswerKind.ANSWER_SILENT_VALUE) {
            return Answer.Kind.SILENT;
        }
        if (number == Wire.AnswerKind.ANSWER_GIVEN_VALUE) {
            return Answer.Kind.ANSWERED;
        }
        return number == Wire.AnswerKind.ANSWER_FAILED_VALUE
                ? Answer.Kind.FAILED
                : Answer.Kind.PENDING;
    }
}
