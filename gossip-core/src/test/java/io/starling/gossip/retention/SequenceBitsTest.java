package io.starling.gossip.retention;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;
import java.util.TreeSet;

class SequenceBitsTest {

    @Test
    void knowsNothingAtFirst() {
        var bits = new SequenceBits();
        assertThat(bits.isEmpty()).isTrue();
        assertThat(bits.get(1, 0)).isFalse();
        assertThat(bits.get(1_000_000, 0)).isFalse();
        assertThat(bits.next(true, 1, 1_000, 0)).isEqualTo(1_001);
        assertThat(bits.next(false, 1, 1_000, 0)).isEqualTo(1);
    }

    @Test
    void findsNothingInAnEmptyRange() {
        var bits = new SequenceBits();
        bits.set(5, 0);
        assertThat(bits.next(true, 8, 7, 0)).isEqualTo(8);
        assertThat(bits.next(false, 8, 7, 0)).isEqualTo(8);
    }

    /// Against a set of numbers, with a base that moves as an origin's does.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void behavesLikeASet(long seed) {
        var random = new Random(seed);
        var bits = new SequenceBits();
        var model = new TreeSet<Long>();
        long base = random.nextInt(1_000);
        for (int step = 0; step < 5_000; step++) {
            long sequence = base + 2 + random.nextInt(1 + random.nextInt(4_000));
            if (model.add(sequence)) {
                bits.set(sequence, base);
            }
            if (random.nextInt(8) == 0) {
                base += random.nextInt(200);
                while (!model.isEmpty() && model.first() <= base) {
                    bits.clear(model.pollFirst());
                }
                if (model.remove(base + 1)) {
                    bits.clear(base + 1);
                }
            }
            long from = base + 1 + random.nextInt(4_200);
            long to = from + random.nextInt(300);
            assertThat(bits.get(from, base)).isEqualTo(model.contains(from));
            assertThat(bits.next(true, from, to, base)).isEqualTo(next(model, true, from, to));
            assertThat(bits.next(false, from, to, base)).isEqualTo(next(model, false, from, to));
            assertThat(bits.isEmpty()).isEqualTo(model.isEmpty());
        }
    }

    private static long next(TreeSet<Long> model, boolean marked, long from, long to) {
        for (long sequence = from; sequence <= to; sequence++) {
            if (model.contains(sequence) == marked) {
                return sequence;
            }
        }
        return to + 1;
    }
}
