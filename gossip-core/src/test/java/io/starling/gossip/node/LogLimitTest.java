package io.starling.gossip.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.runtime.NodeClock;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class LogLimitTest {
    private long now = -5;
    private final LogLimit limit =
            new LogLimit(
                    new NodeClock() {
                        @Override
                        public long nanoTime() {
                            return now;
                        }

                        @Override
                        public long wallMicros() {
                            return 0;
                        }
                    },
                    Duration.ofNanos(10));

    @Test
    void theFirstLineIsWritten() {
        assertThat(limit.admit()).hasValue(0);
    }

    @Test
    void furtherLinesAreKeptOutAndCountedUntilTheIntervalHasPassed() {
        limit.admit();
        now += 9;
        assertThat(limit.admit()).isEmpty();
        assertThat(limit.admit()).isEmpty();
        now += 1;
        assertThat(limit.admit()).hasValue(2);
        now += 10;
        assertThat(limit.admit()).hasValue(0);
    }
}
