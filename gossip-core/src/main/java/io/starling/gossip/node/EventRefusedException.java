package io.starling.gossip.node;

/// A fire that was refused whole: nothing was sent, the clock did not move, no sequence was used.
public abstract sealed class EventRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private EventRefusedException(String message) {
        super(message);
    }

    /// Larger than the limit. Fire a reference to the data instead.
    public static final class TooLarge extends EventRefusedException {
        private static final long serialVersionUID = 1L;
        private final int bytes;
        private final int bytesMax;

        public TooLarge(int bytes, int bytesMax) {
            super(
                    "event has %d bytes of name, filters and payload, the limit is %d"
                            .formatted(bytes, bytesMax));
            this.bytes = bytes;
            this.bytesMax = bytesMax;
        }

        public int bytes() {
            return bytes;
        }

        public int bytesMax() {
            return bytesMax;
        }
    }

    /// More is waiting to be sent than half of the outbox holds, or more fires wait for the node
    /// than it takes. Try again in a moment.
    public static final class Overloaded extends EventRefusedException {
        private static final long serialVersionUID = 1L;

        public Overloaded(long queuedBytes, long bytesMax) {
            super(
                    "%d bytes are waiting to be sent, from %d on events are refused; retry later"
                            .formatted(queuedBytes, bytesMax));
        }

        private Overloaded(String message) {
            super(message);
        }

        static Overloaded byCallers(int waitingMax) {
            return new Overloaded(
                    "%d fires are waiting for the node, more are refused; wait for answers, retry later"
                            .formatted(waitingMax));
        }

        static Overloaded byQuestions(int openMax) {
            return new Overloaded(
                    "%d queries are open here, more are refused; wait for their answers, retry later"
                            .formatted(openMax));
        }
    }

    /// The node is leaving or closed.
    public static final class NotRunning extends EventRefusedException {
        private static final long serialVersionUID = 1L;

        public NotRunning() {
            super("the node is leaving or closed");
        }
    }

    /// The name is empty, too long or has control characters.
    public static final class BadName extends EventRefusedException {
        private static final long serialVersionUID = 1L;

        public BadName(String message) {
            super(message);
        }
    }
}
