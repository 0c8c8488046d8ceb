package io.starling.agent.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// What somebody probably meant who mistyped a word.
final class Suggestion {
    private static final int LENGTH_MAX = 64;

    private Suggestion() {}

    /// @return the nearest of `known`, if it is near enough to be worth a question
    static Optional<String> nearest(String typed, Collection<String> known) {
        if (typed.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        return known.stream()
                .filter(word -> distance(typed, word) <= Math.max(1, word.length() / 3))
                .min(Comparator.comparingInt((String word) -> distance(typed, word)));
    }

    /// `; did you mean "x"?`, or nothing.
    static String question(String typed, Collection<String> known) {
        return nearest(typed, known).map("; did you mean \"%s\"?"::formatted).orElse("");
    }

    /// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`.
    static int distance(String a, String b) {
        var rows = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                rows[i][j] = i == 0 || j == 0 ? i + j : step(rows, a, b, i, j);
            }
        }
        return rows[a.length()][b.length()];
    }

    private static int step(int[][] rows, String a, String b, int i, int j) {
        int replaced = rows[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replaced, 1 + Math.min(rows[i - 1][j], rows[i][j - 1]));
        boolean swapped =
                i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, rows[i - 2][j - 2] + 1) : best;
    }
}
