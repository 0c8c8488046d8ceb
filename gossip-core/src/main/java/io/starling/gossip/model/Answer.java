package io.starling.gossip.model;

import java.util.Arrays;

/// What a node says to a question. It may say two things: that it has the question, and then the
/// answer.
///
/// @param question the id of the event that asked
/// @param asker who asked, and is to get this
/// @param content at most [#CONTENT_BYTES_MAX] bytes; not to be modified
public record Answer(EventId question, NodeId asker, NodeId answerer, Kind kind, byte[] content) {
    /// So that an answer always fits a datagram.
    public static final int CONTENT_BYTES_MAX = 1_024;

    public Answer {
        if (content.length > CONTENT_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "content of an answer must have at most %d bytes, had %d"
                            .formatted(CONTENT_BYTES_MAX, content.length));
        }
    }

    public enum Kind {
        /// The question is for this node, and an answer will follow.
        PENDING,
        /// The question is for this node, which has nothing to say to it: nothing will follow.
        SILENT,
        ANSWERED,
        /// What should have answered failed; the content says how.
        FAILED;

        /// Whether nothing follows.
        public boolean isLast() {
            return this != PENDING;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Answer that
                && question.equals(that.question)
                && asker.equals(that.asker)
                && answerer.equals(that.answerer)
                && kind == that.kind
                && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return question.hashCode() * 31 + answerer.hashCode();
    }

    @Override
    public String toString() {
        return "%s of %s to %s (%d bytes)".formatted(kind, answerer, question, content.length);
    }
}
