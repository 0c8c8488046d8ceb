package io.starling.gossip.node;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Incarnation;

import java.time.Duration;

/// One line of what a node remembers about how a member came to be doubted, or to return.
///
/// @param age how long ago, by the monotonic clock
/// @param wallMicros when, by the wall clock, in microseconds since 1970
/// @param localHealth how much the node distrusted its own timeliness then; 0 is healthy
public record CaseNote(Duration age, long wallMicros, int localHealth, What what) {

    /// What happened.
    public sealed interface What {
        /// For people; begins small.
        String text();
    }

    /// This node's own probe got no answer: not directly, not through helpers, not over a stream.
    ///
    /// @param waited for all of it
    /// @param helpers that were asked
    /// @param nacks how many of them said that they got no answer either
    public record ProbeFailed(Duration waited, int helpers, int nacks) implements What {
        @Override
        public String text() {
            return ("did not answer a probe of this node within %s: not directly, not through"
                            + " helpers (%d asked, %d got no answer either), not over a stream")
                    .formatted(seconds(waited), helpers, nacks);
        }
    }

    /// @param by name of the accuser
    public record Suspected(Incarnation incarnation, String by) implements What {
        @Override
        public String text() {
            return "suspected by %s at incarnation %s".formatted(by, incarnation);
        }
    }

    /// @param by name of another member that doubts it, independently
    public record Confirmed(Incarnation incarnation, String by) implements What {
        @Override
        public String text() {
            return "suspicion confirmed by %s at incarnation %s".formatted(by, incarnation);
        }
    }

    /// It said that it lives.
    public record Refuted(Incarnation incarnation) implements What {
        @Override
        public String text() {
            return "refuted the suspicion with incarnation " + incarnation;
        }
    }

    /// @param by name of the member whose patience ended first
    public record DeclaredFailed(Incarnation incarnation, String by) implements What {
        @Override
        public String text() {
            return "declared failed by %s at incarnation %s".formatted(by, incarnation);
        }
    }

    /// By its own goodbye, or declared gone: the claim does not say by whom.
    public record Departed(Incarnation incarnation) implements What {
        @Override
        public String text() {
            return "left at incarnation " + incarnation;
        }
    }

    public record Returned(Incarnation incarnation, Endpoint endpoint) implements What {
        @Override
        public String text() {
            return "alive again at %s with incarnation %s".formatted(endpoint, incarnation);
        }
    }

    public record Moved(Endpoint from, Endpoint to) implements What {
        @Override
        public String text() {
            return "moved from %s to %s".formatted(from, to);
        }
    }

    /// Its time as a gone member was over, or another node took its name.
    public record Forgotten() implements What {
        @Override
        public String text() {
            return "forgotten";
        }
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() / 1e3 + " s";
    }
}
