package io.starling.agent.event;

import java.util.HexFormat;
import java.util.Optional;

/// A place in the log of one run of an agent, between two entries. Opaque to clients.
///
/// @param run which log; random, new at every start
/// @param position how many entries that log had before
public record Cursor(long run, long position) {
    private static final int RUN_DIGITS = 16;

    /// @return empty unless the text is one of [#toString]
    public static Optional<Cursor> parse(String text) {
        if (text.length() <= RUN_DIGITS + 1 || text.charAt(RUN_DIGITS) != '-') {
            return Optional.empty();
        }
        var run = text.substring(0, RUN_DIGITS);
        var position = text.substring(RUN_DIGITS + 1);
        if (!run.chars().allMatch(HexFormat::isHexDigit)
                || !position.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Cursor(Long.parseUnsignedLong(run, 16), Long.parseLong(position)));
        } catch (NumberFormatException tooLarge) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "%016x-%d".formatted(run, position);
    }
}
