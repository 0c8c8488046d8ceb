package io.starling.gossip.model;

import java.time.Duration;

/// What makes an event a question: it is put to whoever matches its filters, and is nothing to
/// list or to remember.
///
/// @param timeout how long whoever asks waits for answers
/// @param relays through how many members each answer travels besides the direct way
public record Question(Duration timeout, int relays) {
    public static final Duration TIMEOUT_MIN = Duration.ofMillis(1);
    public static final Duration TIMEOUT_MAX = Duration.ofMinutes(5);
    public static final int RELAYS_MAX = 5;

    public Question {
        if (timeout.compareTo(TIMEOUT_MIN) < 0 || timeout.compareTo(TIMEOUT_MAX) > 0) {
            throw new IllegalArgumentException(
                    "timeout of a query must lie in %s..%s, was %s"
                            .formatted(TIMEOUT_MIN, TIMEOUT_MAX, timeout));
        }
        if (relays < 0 || relays > RELAYS_MAX) {
            throw new IllegalArgumentException(
                    "relays of a query must lie in 0..%d, were %d".formatted(RELAYS_MAX, relays));
        }
    }
}
