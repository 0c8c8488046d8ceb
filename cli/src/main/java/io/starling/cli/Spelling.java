package io.starling.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Guesses what a mistyped word was meant to be.
final class Spelling {
    private static final int EDITS_MAX = 2;
    private static final int LENGTH_MAX = 32;

    private Spelling() {}

    /// @return the known word with the fewest edits between it and `word`; empty if none is near
    static Optional<String> nearest(String word, Collection<String> known) {
        if (word.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        // For a short word two edits would turn anything into anything.
        int permitted = Math.min(EDITS_MAX, word.length() / 2);
        return known.stream()
                .filter(candidate -> edits(word, candidate) <= permitted)
                .min(Comparator.comparingInt(candidate -> edits(word, candidate)));
    }

    /// Insertions, deletions and replacements that turn one into the other (Levenshtein).
    private static int edits(String from, String to) {
        var row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
