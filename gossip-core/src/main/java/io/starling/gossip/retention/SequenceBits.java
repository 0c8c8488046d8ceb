package io.starling.gossip.retention;

/// Which sequences above a moving base are marked: one bit each, in a ring of words that grows with
/// the distance between the base and the highest mark.
///
/// The caller passes the base, which is never marked itself, clears the marks that the base moves
/// over, and keeps the window small. Confined to the node's loop.
final class SequenceBits {
    private static final int WORDS_AT_FIRST = 2;

    private long[] words = new long[WORDS_AT_FIRST];
    private int count;

    boolean get(long sequence, long base) {
        return (word(sequence >>> 6, base) & 1L << sequence) != 0;
    }

    /// @param sequence above `base`, not marked
    void set(long sequence, long base) {
        grow((sequence >>> 6) - (base >>> 6) + 1, base);
        words[slot(sequence >>> 6)] |= 1L << sequence;
        count++;
    }

    /// @param sequence marked
    void clear(long sequence) {
        words[slot(sequence >>> 6)] &= ~(1L << sequence);
        count--;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /// @param marked whether to look for a marked or an unmarked sequence
    /// @return the first such in `from`..`to`, which lies above `base`; `to + 1` if there is none
    long next(boolean marked, long from, long to, long base) {
        long sequence = from;
        while (sequence <= to) {
            long word = sequence >>> 6;
            long candidates = (marked ? word(word, base) : ~word(word, base)) & -1L << sequence;
            if (candidates != 0) {
                return Math.min((word << 6) + Long.numberOfTrailingZeros(candidates), to + 1);
            }
            sequence = word + 1 << 6;
        }
        return to + 1;
    }

    /// Bytes of the ring.
    int bytes() {
        return words.length * Long.BYTES;
    }

    private long word(long index, long base) {
        return index - (base >>> 6) < words.length ? words[slot(index)] : 0;
    }

    private int slot(long index) {
        return (int) (index % words.length);
    }

    /// By a quarter more than is needed: a window of 131,072 sequences then takes 20 KiB at the
    /// most.
    private void grow(long needed, long base) {
        if (needed <= words.length) {
            return;
        }
        var former = words;
        words = new long[(int) (needed + needed / 4)];
        for (long index = base >>> 6; index < (base >>> 6) + former.length; index++) {
            words[slot(index)] = former[(int) (index % former.length)];
        }
    }
}
