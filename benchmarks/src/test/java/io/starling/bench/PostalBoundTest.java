package io.starling.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostalBoundTest {

    @ParameterizedTest
    @CsvSource({
        "100, 0.1, 0.27",
        "1000, 0.1, 0.38",
        "10000, 0.1, 0.48",
        "100, 0.25, 0.55",
        "1000, 0.25, 0.72",
        "10000, 0.25, 0.93",
        "100000, 0.25, 1.14",
        "1000000, 0.25, 1.34",
    })
    void growsWithTheLogarithmOfTheSize(int nodes, double oneWay, double millis) {
        assertThat(PostalBound.millis(nodes, oneWay, 0.005)).isCloseTo(millis, within(0.0051));
    }

    /// Over a long way the origin has told everybody before anybody could help it.
    @ParameterizedTest
    @CsvSource({"100, 50.495", "1000, 54.995", "10000, 99.995"})
    void isAllTheOriginsOwnWorkWhereTheWayIsLong(int nodes, double millis) {
        assertThat(PostalBound.millis(nodes, 50, 0.005)).isCloseTo(millis, within(0.02));
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 0.255", "3, 0.26"})
    void beginsWithOneWay(int nodes, double millis) {
        assertThat(PostalBound.millis(nodes, 0.25, 0.005)).isCloseTo(millis, within(1e-9));
    }
}
