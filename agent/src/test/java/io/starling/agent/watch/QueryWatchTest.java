package io.starling.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.starling.agent.config.Compat;
import io.starling.agent.config.WatchConfig;
import io.starling.agent.config.WatchConfig.Handler.Script;
import io.starling.agent.config.WatchConfig.Topic;
import io.starling.agent.event.EventRing;
import io.starling.agent.metrics.Metrics;
import io.starling.gossip.model.EventFilters;
import io.starling.gossip.model.EventId;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.Question;
import io.starling.gossip.model.UserEvent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// Handlers that answer queries.
@Timeout(120)
class QueryWatchTest {
    private final Metrics metrics = new Metrics();
    private final Watches watches = new Watches("here", new EventRing(10), Runnable::run, metrics);
    private final List<String> said = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        watches.close();
        metrics.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "echo $STARLING_EVENT_NAME $STARLING_NODE; ANSWERED q here",
                "cat; ANSWERED [{\"ID\":\"00000000-0000-0001-0000-000000000002\",\"Name\":\"q\",",
                "echo what && echo aside >&2; ANSWERED what",
                "echo half && exit 3; FAILED exit status 3: half",
                "exit 1; FAILED exit status 1",
                "head -c 1024 /dev/zero | tr '\\0' x; ANSWERED xxx",
                "head -c 1025 /dev/zero | tr '\\0' x; FAILED the answer has more than 1024 bytes",
                "sleep 3600; FAILED ended after its timeout of PT2S"
            })
    void anAnswerIsWhatTheScriptWrites(String script, String answer) {
        start(query(script, 10));
        ask();
        await().until(() -> said.size() == 2);
        assertThat(said.getFirst()).isEqualTo("PENDING ");
        assertThat(said.getLast()).startsWith(answer);
        assertThat(said.getLast().length()).isLessThan(1_040);
    }

    @Test
    void withoutAHandlerOfThatNameANodeHasNothingToSay() {
        start();
        ask();
        assertThat(said).containsExactly("SILENT ");
    }

    @Test
    void aMissingProgramIsAFailure() {
        var nowhere = new Script(List.of("/no/such/program"), Duration.ofSeconds(2));
        start(new WatchConfig(new Topic.Queries("q"), nowhere));
        ask();
        await().until(() -> said.size() == 2);
        assertThat(said.getLast()).startsWith("FAILED cannot be started: ");
    }

    @Test
    void whatDoesNotFitIntoTheQueueIsToldSo() {
        start(query("sleep 3600", 1));
        ask();
        await().until(() -> metric("watch_running") == 1);
        ask();
        ask();
        assertThat(said)
                .containsExactly(
                        "PENDING ",
                        "PENDING ",
                        "FAILED 1 queries wait for this handler, the limit of its queue");
        assertThat(metric("watch_events_dropped_total")).isEqualTo(1);
    }

    @Test
    void whatWaitedLongerThanItsAskerDoesIsNotRun() {
        var config = query("echo x", 10);
        watches.apply(List.of(config));
        ask(Duration.ofMillis(1));
        long heardNanos = System.nanoTime();
        await().until(() -> System.nanoTime() - heardNanos > 2_000_000);
        watches.open(List::of);
        ask(Duration.ofMinutes(1));
        await().until(() -> said.contains("ANSWERED x"));
        assertThat(said).containsExactly("PENDING ", "PENDING ", "ANSWERED x");
        assertThat(metric("watch_runs_total")).isEqualTo(1);
        assertThat(metric("watch_events_dropped_total")).isEqualTo(1);
        assertThat(metric("watch_events_queued")).isZero();
    }

    /// An event of the name of a query is no question.
    @Test
    void anEventIsNotAnswered() {
        start(query("echo x", 10));
        watches.onEvent(question(Duration.ofSeconds(1)));
        ask();
        await().until(() -> said.size() == 2);
        assertThat(metric("watch_runs_total")).isEqualTo(1);
    }

    private void start(WatchConfig... configs) {
        watches.apply(List.of(configs));
        watches.open(List::of);
    }

    private void ask() {
        ask(Duration.ofMinutes(1));
    }

    private void ask(Duration timeout) {
        watches.onQuestion(question(timeout), (kind, content) -> said.add(kind + " " + content));
    }

    private static UserEvent question(Duration timeout) {
        return new UserEvent(
                new EventId(1, 2),
                new EventKey(new OriginBoot(1, 1), 1),
                new LamportTime(1),
                new NodeId(1, 1),
                "q",
                "p".getBytes(StandardCharsets.UTF_8),
                EventFilters.NONE,
                0,
                Optional.of(new Question(timeout, 0)));
    }

    private double metric(String name) {
        return metrics.scrape()
                .lines()
                .filter(line -> line.startsWith("starling_" + name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    private WatchConfig query(String script, int queueMax) {
        var handler = new Script(List.of("/bin/sh", "-c", script), Duration.ofSeconds(2));
        return new WatchConfig(new Topic.Queries("q"), handler, Compat.NONE, 1, queueMax);
    }
}
