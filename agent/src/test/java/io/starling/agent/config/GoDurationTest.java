package io.starling.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

class GoDurationTest {

    @ParameterizedTest
    @CsvSource({
        "700ms, PT0.7S",
        "0.5s, PT0.5S",
        ".5s, PT0.5S",
        "1.s, PT1S",
        "1s500ms, PT1.5S",
        "1h0m, PT1H",
        "+1s, PT1S",
        "-1s, PT-1S",
        "0, PT0S",
        "0s, PT0S",
        "-0, PT0S",
        "10us, PT0.00001S",
        "10µs, PT0.00001S",
        "10μs, PT0.00001S",
        "7ns, PT0.000000007S",
        "1h2m3.5s, PT1H2M3.5S"
    })
    void readsWhatGoWrites(String text, Duration expected) {
        assertThat(GoDuration.parse(text)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10",
                "5d",
                "5S",
                "5 s",
                "1.2.3s",
                "s",
                ".s",
                "-",
                "+",
                "1s ",
                "--1s",
                "1sx",
                "9999999999h",
                "٣s",
                "1e3s"
            })
    void refusesWhatGoRefuses(String text) {
        assertThat(GoDuration.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1m30s", "500ms", "1h", "0s", "1.5s", "-2s", "1h0.25s", "0.001ms"})
    void formatsWhatItReadsBack(String text) {
        var duration = GoDuration.parse(text).orElseThrow();
        assertThat(GoDuration.parse(GoDuration.format(duration))).contains(duration);
    }

    @ParameterizedTest
    @CsvSource({"PT90S, 1m30s", "PT0.5S, 500ms", "PT30S, 30s", "PT1H, 1h"})
    void formatsBriefly(Duration duration, String expected) {
        assertThat(GoDuration.format(duration)).isEqualTo(expected);
    }
}
