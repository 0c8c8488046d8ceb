package io.starling.gossip.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtocolRangeTest {

    @ParameterizedTest
    @CsvSource({"1,1, 1,1, 1", "1,2, 1,1, 1", "1,3, 2,5, 3", "2,2, 1,255, 2"})
    void twoNodesAgreeOnTheHighestVersionThatBothSpeak(
            int min, int max, int otherMin, int otherMax, int agreed) {
        var one = new ProtocolRange(min, max);
        var other = new ProtocolRange(otherMin, otherMax);
        assertThat(one.agreed(other)).hasValue(agreed);
        assertThat(other.agreed(one)).hasValue(agreed);
    }

    @Test
    void rangesThatDoNotOverlapAgreeOnNothing() {
        var older = new ProtocolRange(1, 2);
        var newer = new ProtocolRange(3, 4);
        assertThat(older.agreed(newer)).isEmpty();
        assertThat(newer.agreed(older)).isEmpty();
        assertThat(older.overlaps(newer)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0,1", "2,1", "1,256"})
    void rangesAreNeitherEmptyNorBeyondTheirLimits(int min, int max) {
        assertThatThrownBy(() -> new ProtocolRange(min, max))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("was " + min + ".." + max);
    }
}
