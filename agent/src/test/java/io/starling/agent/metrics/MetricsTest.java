package io.starling.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Gauge;
import io.starling.gossip.runtime.Timing;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

class MetricsTest {
    private final Metrics metrics = new Metrics();

    @AfterEach
    void close() {
        metrics.close();
    }

    /// Dashboards and alarms hang on the names: whoever changes one changes the table and the
    /// changelog with it.
    @Test
    void namesAreThoseOfTheDocumentation() throws IOException {
        metrics.httpRequest("/metrics", 200);
        var shown = names("(?m)^# TYPE (\\S+)", metrics.scrape());
        var documented =
                names("(?m)^\\| `(starling_\\w+)", Files.readString(Path.of("../docs/metrics.md")));
        assertThat(shown).isEqualTo(documented).allMatch(name -> name.startsWith("starling_"));
    }

    @Test
    void whatNeverHappenedShowsAsZero() {
        assertThat(metrics.scrape()).contains("starling_events_fired_total 0.0\n");
    }

    @Test
    void passesOnWhatTheCoreCounts() {
        metrics.observer().count(Counter.EVENTS_FIRED, 3);
        metrics.observer().count(Counter.EVENTS_FIRED);
        metrics.observer().gauge(Gauge.MEMBERS_ALIVE, 5);
        metrics.observer().timing(Timing.EVENT_RECEIVED, 2_000_000);
        metrics.observer().timing(Timing.EVENT_RECEIVED, -1);
        assertThat(metrics.scrape())
                .contains("starling_events_fired_total 4.0\n")
                .contains("starling_members_alive 5.0\n")
                .contains("starling_event_received_seconds_count 2\n")
                .contains("starling_event_received_seconds_sum 0.002\n")
                .contains("starling_event_received_seconds_bucket{le=");
    }

    /// Fixed, so that the histograms of all agents can be added up.
    @Test
    void bucketsOfEventsReachFromHalfAMillisecondToAMinute() {
        for (var timing : List.of(Timing.EVENT_RECEIVED, Timing.EVENT_HANDED_OUT)) {
            metrics.observer().timing(timing, 400_000);
            metrics.observer().timing(timing, 2_200_000_000L);
            metrics.observer().timing(timing, 90_000_000_000L);
        }
        for (var name : List.of("received", "handed_out")) {
            var bucket = "starling_event_" + name + "_seconds_bucket{le=\"%s\"} %d\n";
            assertThat(metrics.scrape())
                    .contains(bucket.formatted("5.0E-4", 1))
                    .contains(bucket.formatted("1.0", 1))
                    .contains(bucket.formatted("2.5", 2))
                    .contains(bucket.formatted("60.0", 2))
                    .contains(bucket.formatted("+Inf", 3));
        }
        assertThat(names("(?m)received_seconds_bucket\\{le=\"(\\S+)\"", metrics.scrape()))
                .hasSize(21);
    }

    @Test
    void showsInSecondsWhatIsToldInNanoseconds() {
        metrics.observer().gauge(Gauge.RECEIPT_TIMEOUT_SECONDS, 1_500_000);
        metrics.observer().gauge(Gauge.HAND_OVERS_WINDOW, 256);
        assertThat(metrics.scrape())
                .contains("starling_receipt_timeout_seconds 0.0015\n")
                .contains("starling_hand_overs_window 256.0\n");
    }

    private static SortedSet<String> names(String pattern, String text) {
        var names = new TreeSet<String>();
        var matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }
}
