package io.starling.agent.discover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import io.starling.agent.cluster.FakeCluster;
import io.starling.agent.config.AgentConfig;
import io.starling.agent.config.AgentConfig.Discovery;
import io.starling.agent.metrics.Metrics;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Status;
import io.starling.gossip.model.Tags;
import io.starling.gossip.node.NodeListener;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

class DiscovererTest {
    private static final Endpoint OTHER = Endpoint.parse("127.0.0.1:9", 0).orElseThrow();

    private final FakeCluster cluster =
            new FakeCluster(AgentConfig.onLoopback("x"), Tags.NONE, NodeListener.NONE);
    private final Metrics metrics = new Metrics();
    private final FakeNetwork network = new FakeNetwork();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Discoverer.class);

    @BeforeEach
    void listen() {
        logger.setLevel(Level.WARN);
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void close() {
        logger.detachAppender(lines);
        metrics.close();
    }

    @Test
    void announcesItselfAndJoinsWhoLooksForTheSame() {
        try (var _ = start()) {
            var ear = network.awaitEar();
            assertThat(network.announced).isNotNull();
            ear.onAnnounced("self", network.text());
            ear.onAnnounced("other", text("web", OTHER));
            await().until(() -> !cluster.joins.isEmpty());
            assertThat(cluster.joins).containsExactly(List.of(OTHER.toString()));
        }
        assertThat(network.closes).hasValue(1);
    }

    @Test
    void whoIsAMemberIsNotJoined() {
        cluster.others.add(FakeCluster.member("y", OTHER.port(), Status.ALIVE, Tags.NONE));
        try (var _ = start()) {
            network.awaitEar().onAnnounced("other", text("web", OTHER));
            await().until(() -> metrics.scrape().contains("starling_discovery_neighbours 1.0"));
            await().during(Duration.ofMillis(1_200))
                    .atMost(Duration.ofSeconds(5))
                    .until(cluster.joins::isEmpty);
        }
    }

    @Test
    void strangersAreCountedAndNotJoined() {
        try (var _ = start()) {
            var ear = network.awaitEar();
            ear.onAnnounced("other", text("db", OTHER));
            ear.onAnnounced("broken", Map.of("discover", "web", "gossip", "nowhere"));
            ear.onAnnounced("half", Map.of());
        }
        assertThat(metrics.scrape())
                .contains("starling_discovery_foreign_total 1.0")
                .contains("starling_discovery_refused_total 1.0");
        assertThat(cluster.joins).isEmpty();
    }

    @Test
    void withoutMulticastTheRemedyIsToldAndTheAgentLivesOn() {
        network.failure = new IOException("planted");
        try (var _ = start()) {
            await().until(() -> !lines.list.isEmpty());
        }
        assertThat(lines.list)
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .asString()
                .contains("the test's network", "planted", "-iface", "5353", "-retry-join");
    }

    @Test
    void interfaceThatIsNotThereIsToldWithThoseThatAre() {
        var discovery = new Discovery("web", Optional.of("none0"));
        try (var _ = Discoverer.start(cluster, discovery, metrics)) {
            await().until(() -> !lines.list.isEmpty());
        }
        assertThat(lines.list.getFirst().getFormattedMessage())
                .contains("none0", "no such interface", "lo");
    }

    private Discoverer start() {
        return Discoverer.start(cluster, "web", network, metrics);
    }

    private Map<String, String> text(String discover, Endpoint gossip) {
        return Announcement.of("", discover, cluster.pool(), gossip).text();
    }

    private static final class FakeNetwork implements LocalNetwork {
        private final AtomicInteger closes = new AtomicInteger();
        private volatile @Nullable IOException failure;
        private volatile @Nullable Announcement announced;
        private volatile @Nullable Ear ear;

        @Override
        public AutoCloseable open(Announcement own, Ear ear) throws IOException {
            var planted = failure;
            if (planted != null) {
                throw planted;
            }
            announced = own;
            this.ear = ear;
            return closes::incrementAndGet;
        }

        @Override
        public String name() {
            return "the test's network";
        }

        Ear awaitEar() {
            await().until(() -> ear != null);
            var opened = ear;
            if (opened == null) {
                throw new AssertionError("closed");
            }
            return opened;
        }

        Map<String, String> text() {
            var own = announced;
            return own == null ? Map.of() : own.text();
        }
    }
}
