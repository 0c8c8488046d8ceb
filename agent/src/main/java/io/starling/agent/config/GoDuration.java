package io.starling.agent.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Durations as Go writes them, the form that clients of this API and its configuration use:
/// `700ms`, `1h30m`, `.5s`, `-1s`, `0`.
public final class GoDuration {
    private static final Map<String, Long> NANOS =
            Map.of(
                    "ns", 1L,
                    "us", 1_000L,
                    "µs", 1_000L,
                    "μs", 1_000L,
                    "ms", 1_000_000L,
                    "s", 1_000_000_000L,
                    "m", 60_000_000_000L,
                    "h", 3_600_000_000_000L);
    private static final Pattern PART =
            Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)");
    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

    /// More digits than any sensible duration has; keeps the arithmetic small.
    private static final int LENGTH_MAX = 64;

    private GoDuration() {}

    /// @return empty if the text is not a duration, or one beyond 292 years
    public static Optional<Duration> parse(String text) {
        boolean negative = text.startsWith("-");
        var magnitude = negative || text.startsWith("+") ? text.substring(1) : text;
        if (magnitude.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        if (magnitude.isEmpty() || magnitude.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        var parts = PART.matcher(magnitude);
        var nanos = BigInteger.ZERO;
        int end = 0;
        while (parts.find() && parts.start() == end) {
            nanos = nanos.add(nanos(parts.group(1), parts.group(2)));
            end = parts.end();
        }
        if (end != magnitude.length() || nanos.compareTo(MAX) > 0) {
            return Optional.empty();
        }
        var duration = Duration.ofNanos(nanos.longValueExact());
        return Optional.of(negative ? duration.negated() : duration);
    }

    /// The shortest text that [#parse] reads back: `1m30s`, `500ms`.
    public static String format(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        var out = new StringBuilder(duration.isNegative() ? "-" : "");
        var rest = duration.abs();
        if (rest.toHours() > 0) {
            out.append(rest.toHours()).append('h');
        }
        if (rest.toMinutesPart() > 0) {
            out.append(rest.toMinutesPart()).append('m');
        }
        var seconds =
                BigDecimal.valueOf(rest.toSecondsPart())
                        .add(BigDecimal.valueOf(rest.toNanosPart(), 9));
        if (seconds.signum() > 0) {
            boolean millis = seconds.compareTo(BigDecimal.ONE) < 0;
            out.append(
                    (millis ? seconds.movePointRight(3) : seconds)
                            .stripTrailingZeros()
                            .toPlainString());
            out.append(millis ? "ms" : "s");
        }
        return out.toString();
    }

    private static BigInteger nanos(String number, String unit) {
        var decimal = new BigDecimal(number.endsWith(".") ? number + "0" : number);
        return decimal.multiply(BigDecimal.valueOf(NANOS.getOrDefault(unit, 0L))).toBigInteger();
    }
}
