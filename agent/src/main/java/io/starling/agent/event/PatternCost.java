package io.starling.agent.event;

import java.util.ArrayDeque;
import java.util.regex.Pattern;

/*
 * A filter comes from a client, and every node compiles it. RE2 matches in linear time but it
 * compiles a counted repeat by writing it out: ((a{100}){100}){100} has 21 characters and a million
 * copies of its body, more than a small heap holds. So a pattern is measured before it is compiled,
 * in one pass over its text that keeps a sum for each open group. The measure errs on the large
 * side where the compiler can fold (a|b becomes [ab]); it leaves all judgement of the syntax to the
 * compiler, and what it takes for a repeat the compiler either takes for one too or refuses.
 */

/// What the text of a pattern says about its size once its counted repeats are written out.
///
/// @param steps about as many as the compiled program has instructions, and never under half of
///     them
/// @param repeats the largest product of counts that stand inside one another, at least 1
record PatternCost(long steps, long repeats) {
    /// Where counting stops: far beyond every limit, and its products still fit a `long`.
    private static final long PLENTY = 1_000_000;

    private static final int COUNT_DIGITS_MAX = 6;

    /// `(?i:`, `(?i)`, `(?P<name>`.
    private static final Pattern OPENING = Pattern.compile("\\(\\?(?:P?<\\w+>|[imsU-]*[:)])");

    private static final Pattern COUNTS = Pattern.compile("\\{([0-9]+(?:,[0-9]*)?)}");

    static PatternCost of(String pattern) {
        return new Reader(pattern).read();
    }

    /// One item of a pattern, or all that were read of a group.
    private record Item(long steps, long repeats) {
        static final Item NOTHING = new Item(0, 1);
        static final Item ONE = new Item(1, 1);

        Item times(long count) {
            return new Item(
                    Math.min(PLENTY, Math.max(1, steps) * count),
                    Math.min(PLENTY, repeats * count));
        }

        Item and(Item next) {
            return new Item(Math.min(PLENTY, steps + next.steps), Math.max(repeats, next.repeats));
        }
    }

    private static final class Reader {
        private final String pattern;
        private final ArrayDeque<Item> outer = new ArrayDeque<>();
        private int at;
        private Item before = Item.NOTHING;
        private Item last = Item.NOTHING;

        Reader(String pattern) {
            this.pattern = pattern;
        }

        PatternCost read() {
            for (; at < pattern.length(); at++) {
                switch (pattern.charAt(at)) {
                    case '\\' -> escape();
                    case '[' -> charClass();
                    case '(' -> open();
                    case ')' -> close();
                    case '{' -> repeat();
                    // An operator belongs to what it is applied to.
                    case '*', '+', '?' -> last = last.and(Item.ONE);
                    default -> next(Item.ONE);
                }
            }
            // Groups that are still open are errors, which the compiler has to see.
            outer.forEach(item -> before = before.and(item));
            var all = before.and(last);
            return new PatternCost(all.steps(), all.repeats());
        }

        private void next(Item item) {
            before = before.and(last);
            last = item;
        }

        /// `\n`, `\x{42}`, `\p{Greek}` are one step each, `\Q..\E` one a character.
        private void escape() {
            int kind = Math.min(at + 1, pattern.length() - 1);
            if (pattern.startsWith("Q", kind)) {
                int end = pattern.indexOf("\\E", kind);
                next(new Item((end < 0 ? pattern.length() : end) - kind, 1));
                next(Item.ONE);
                at = end < 0 ? pattern.length() : end + 1;
                return;
            }
            boolean braced = "xpP".indexOf(pattern.charAt(kind)) >= 0;
            int end = braced && pattern.startsWith("{", kind + 1) ? pattern.indexOf('}', kind) : -1;
            next(Item.ONE);
            at = end < 0 ? kind : end;
        }

        private void charClass() {
            int end = at + (pattern.startsWith("[^", at) ? 2 : 1);
            // A bracket right at the beginning is a member and not the end.
            end += pattern.startsWith("]", end) ? 1 : 0;
            while (end < pattern.length() && pattern.charAt(end) != ']') {
                end += pattern.charAt(end) == '\\' ? 2 : 1;
            }
            next(Item.ONE);
            at = end;
        }

        /// A group that captures takes two steps, one that does not takes none, and `(?i)` is no
        /// group at all.
        private void open() {
            var opening = OPENING.matcher(pattern).region(at, pattern.length());
            boolean captures = true;
            if (opening.lookingAt()) {
                at = opening.end() - 1;
                captures = pattern.charAt(at) == '>';
            }
            if (pattern.charAt(at) != ')') {
                next(Item.NOTHING);
                outer.push(before);
                before = new Item(captures ? 2 : 0, 1);
            }
        }

        private void close() {
            last = before.and(last);
            before = outer.isEmpty() ? Item.NOTHING : outer.pop();
        }

        /// `{n}`, `{n,}` or `{n,m}`; any other brace stands for itself.
        private void repeat() {
            var counts = COUNTS.matcher(pattern).region(at, pattern.length());
            if (!counts.lookingAt()) {
                next(Item.ONE);
                return;
            }
            long most = 1;
            for (var number : counts.group(1).split(",", -1)) {
                most = Math.max(most, number.isEmpty() ? 1 : value(number));
            }
            last = last.times(most);
            at = counts.end() - 1;
        }

        private static long value(String digits) {
            return digits.length() > COUNT_DIGITS_MAX ? PLENTY : Long.parseLong(digits);
        }
    }
}
