package io.starling.cli.command;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/// The time that lines of a watch begin with.
final class Clock {
    private Clock() {}

    /// Local, to the millisecond.
    static String now() {
        return LocalDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
