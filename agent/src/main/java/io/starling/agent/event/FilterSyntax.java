package io.starling.agent.event;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Optional;

/*
 * A filter comes from a client, and every node compiles it. RE2 matches in linear time but it
 * compiles a counted repeat by writing it out: ((a{100}){100}){100} has 21 characters and a million
 * copies of its body, more than a small heap holds. So a pattern is measured before it is compiled:
 * its length, and the number of steps that it would be written out to. The measure reads groups,
 * classes, escapes and {n,m} and errs on the large side; the compiler has the last word on syntax.
 */

/// Whether a filter is a regular expression that a node may be asked to compile.
public final class FilterSyntax {
    /// In bytes of UTF-8.
    public static final int BYTES_MAX = 256;

    /// Of the pattern with its counted repeats written out.
    public static final int STEPS_MAX = 2_000;

    private static final int COUNT_DIGITS_MAX = 6;

    private FilterSyntax() {}

    /// @return what is wrong with `pattern`, in the words of the reference implementation where it
    ///     has some
    public static Optional<String> problem(String pattern) {
        int bytes = pattern.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > BYTES_MAX) {
            return Optional.of(
                    "pattern has %d bytes, at most %d are allowed".formatted(bytes, BYTES_MAX));
        }
        if (steps(pattern) > STEPS_MAX) {
            return Optional.of(
                    "repeats of the pattern multiply to more than %d steps".formatted(STEPS_MAX));
        }
        try {
            var _ = Pattern.compile(pattern);
            return Optional.empty();
        } catch (PatternSyntaxException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        }
    }

    /// How many steps the pattern has with its counted repeats written out, at the most.
    static long steps(String pattern) {
        var outer = new ArrayDeque<Long>();
        long sum = 0;
        long last = 0;
        for (int i = 0; i < pattern.length() && sum <= STEPS_MAX; i++) {
            switch (pattern.charAt(i)) {
                case '\\' -> {
                    int end = endOfEscape(pattern, i);
                    sum += end - i;
                    last = 1;
                    i = end;
                }
                case '[' -> {
                    i = endOfClass(pattern, i);
                    last = 1;
                    sum += last;
                }
                case '(' -> {
                    outer.push(sum);
                    sum = 0;
                    last = 0;
                }
                case ')' -> {
                    last = sum + 1;
                    sum = last + (outer.isEmpty() ? 0 : outer.pop());
                }
                case '{' -> {
                    long times = count(pattern, i);
                    sum += last * (times - 1);
                    last *= times;
                }
                default -> {
                    last = 1;
                    sum += last;
                }
            }
        }
        return sum + outer.stream().mapToLong(Long::longValue).sum();
    }

    /// @return the largest number of `{n}`, `{n,}` or `{n,m}` at `open`, at least 1
    private static long count(String pattern, int open) {
        int close = pattern.indexOf('}', open);
        if (close < 0 || !pattern.substring(open + 1, close).matches("[0-9]+(,[0-9]*)?")) {
            return 1;
        }
        long most = 1;
        for (var number : pattern.substring(open + 1, close).split(",", -1)) {
            if (number.length() > COUNT_DIGITS_MAX) {
                return STEPS_MAX + 1L;
            }
            most = number.isEmpty() ? most : Math.max(most, Long.parseLong(number));
        }
        return most;
    }

    /// @return the last position of the escape at `start`: of `\n`, `\x{42}`, `\pL`, `\Q..\E`
    private static int endOfEscape(String pattern, int start) {
        int next = Math.min(start + 1, pattern.length() - 1);
        if (pattern.startsWith("Q", next)) {
            int close = pattern.indexOf("\\E", next);
            return close < 0 ? pattern.length() - 1 : close + 1;
        }
        boolean braced =
                pattern.length() > next + 1
                        && "xpP".indexOf(pattern.charAt(next)) >= 0
                        && pattern.charAt(next + 1) == '{';
        int close = braced ? pattern.indexOf('}', next) : next;
        return close < 0 ? next : close;
    }

    private static int endOfClass(String pattern, int open) {
        int i = open + (pattern.startsWith("[^", open) ? 2 : 1);
        // A bracket right at the beginning is a member and not the end.
        i += pattern.startsWith("]", i) ? 1 : 0;
        while (i < pattern.length() && pattern.charAt(i) != ']') {
            i += pattern.charAt(i) == '\\' ? 2 : 1;
        }
        return Math.min(i, pattern.length());
    }
}
