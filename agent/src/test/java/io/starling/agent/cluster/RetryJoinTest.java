package io.starling.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import io.starling.agent.config.AgentConfig;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Tags;
import io.starling.gossip.node.JoinResult;
import io.starling.gossip.node.NodeListener;

import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

class RetryJoinTest {
    private static final JoinResult NOBODY = new JoinResult(List.of(), List.of("a: refused"));
    private static final JoinResult SOMEBODY =
            new JoinResult(List.of(Endpoint.parse("127.0.0.1:9", 0).orElseThrow()), List.of());

    private final FakeCluster cluster =
            new FakeCluster(AgentConfig.onLoopback("x"), Tags.NONE, NodeListener.NONE);
    private final List<String> exhausted = new CopyOnWriteArrayList<>();

    @Test
    void triesUntilOneAnswersAndNoLonger() {
        cluster.joinResults.addAll(List.of(NOBODY, NOBODY, SOMEBODY, NOBODY));
        try (var _ = start(0)) {
            await().until(() -> cluster.joinResults.size() == 1);
            await().during(Duration.ofMillis(30)).until(() -> cluster.joins.size() == 3);
        }
        assertThat(cluster.joins).containsOnly(List.of("a", "b"));
        assertThat(exhausted).isEmpty();
    }

    @Test
    void givesUpAfterAsManyTriesAsAllowed() {
        cluster.joinResults.addAll(Collections.nCopies(5, NOBODY));
        try (var _ = start(3)) {
            await().until(() -> exhausted.size() == 1);
        }
        assertThat(cluster.joins).hasSize(3);
        assertThat(exhausted.getFirst()).contains("-retry-max=3 allows no further", "a: refused");
    }

    @Test
    void lastTryThatIsAnsweredIsGoodEnough() {
        cluster.joinResults.addAll(List.of(NOBODY, NOBODY, SOMEBODY, NOBODY));
        try (var _ = start(3)) {
            await().until(() -> cluster.joins.size() == 3);
            await().during(Duration.ofMillis(30)).until(exhausted::isEmpty);
        }
    }

    @Test
    void sameNewsIsToldEverMoreSeldom() {
        var lines = new ListAppender<ILoggingEvent>();
        var logger = (Logger) LoggerFactory.getLogger(RetryJoin.class);
        var level = logger.getLevel();
        logger.setLevel(Level.WARN);
        lines.start();
        logger.addAppender(lines);
        cluster.joinResults.addAll(Collections.nCopies(9, NOBODY));
        cluster.joinResults.add(new JoinResult(List.of(), List.of("a: silence")));
        cluster.joinResults.addAll(Collections.nCopies(10, NOBODY));
        try (var _ = start(11)) {
            await().until(() -> exhausted.size() == 1);
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(level);
        }
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .map(line -> line.replaceAll(".* at try (\\d+),.*", "$1"))
                .containsExactly("1", "2", "4", "8", "10");
    }

    @Test
    void pausesDifferALittle() {
        var interval = Duration.ofSeconds(30);
        var pauses = Collections.nCopies(100, interval).stream().map(RetryJoin::jittered).toList();
        assertThat(pauses)
                .allMatch(pause -> pause.minus(interval).abs().toMillis() <= 3_000)
                .anyMatch(pause -> pause.compareTo(interval) < 0)
                .anyMatch(pause -> pause.compareTo(interval) > 0);
        assertThat(RetryJoin.jittered(Duration.ofNanos(1))).isPositive();
    }

    @Test
    void toFindItselfIsNotEnoughWhileOthersDoNotAnswer() {
        var onlySelf = new JoinResult(List.of(cluster.self().endpoint()), List.of("b: refused"));
        cluster.joinResults.addAll(List.of(onlySelf, SOMEBODY));
        try (var _ = start(0)) {
            await().until(() -> cluster.joins.size() == 2);
        }
    }

    @Test
    void aNodeWhoseOnlySeedIsItselfIsContent() {
        cluster.joinResults.add(new JoinResult(List.of(cluster.self().endpoint()), List.of()));
        try (var _ = start(1)) {
            await().until(() -> cluster.joins.size() == 1);
            await().during(Duration.ofMillis(30)).until(() -> cluster.joins.size() == 1);
        }
        assertThat(exhausted).isEmpty();
    }

    @Test
    void doesNothingWithoutSeeds() {
        var retry = new RetryJoin(cluster, AgentConfig.Joining.NOBODY, exhausted::add);
        retry.start();
        retry.close();
        assertThat(cluster.joins).isEmpty();
    }

    private RetryJoin start(int triesMax) {
        var joining =
                new AgentConfig.Joining(
                        List.of(),
                        List.of("a", "b"),
                        Duration.ofMillis(1),
                        triesMax,
                        Optional.empty(),
                        false);
        var retry = new RetryJoin(cluster, joining, exhausted::add);
        retry.start();
        return retry;
    }
}
