package io.starling.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.starling.agent.event.Audience;
import io.starling.agent.metrics.Metrics;
import io.starling.gossip.model.Delivery;
import io.starling.gossip.model.EventFilters;
import io.starling.gossip.model.EventId;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.Question;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.node.NodeListener;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

class SieveTest {
    private static final Audience HERE = new Audience("here", List::of);

    private final Metrics metrics = new Metrics();
    private final List<Long> heard = new ArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Sieve sieve =
            new Sieve(
                    new NodeListener() {
                        @Override
                        public void onMembership(MembershipEvent event) {}

                        @Override
                        public void onDelivery(Delivery delivery) {
                            if (delivery instanceof Delivery.Event(var event, _, _)) {
                                synchronized (heard) {
                                    heard.add(event.key().sequence());
                                }
                            }
                        }
                    },
                    (question, why) -> asked.add(question.name() + " " + why.service()),
                    metrics);
    private long sequence;

    @AfterEach
    void close() {
        sieve.close();
        metrics.close();
    }

    @Test
    void whatHasNoFiltersIsPassedOnAtOnce() {
        deliver("");
        assertThat(heard()).containsExactly(1L);
    }

    @Test
    void whatIsMeantForOthersIsNotPassedOn() {
        sieve.open(HERE);
        for (var filter : List.of("there", "here", "nowhere", "he.e")) {
            deliver(filter);
        }
        await().untilAsserted(() -> assertThat(heard()).containsExactly(2L, 4L));
        assertThat(metrics.scrape()).contains("starling_events_filtered_total 2.0\n");
    }

    @Test
    void questionsGoToWhoAnswersThemAndToNobodyElse() {
        sieve.open(HERE);
        ask("");
        ask("there");
        ask("here");
        await().untilAsserted(() -> assertThat(asked).containsExactly("x ", "x "));
        assertThat(heard()).isEmpty();
    }

    @Test
    void orderIsKept() {
        sieve.open(HERE);
        for (int i = 0; i < 2_000; i++) {
            deliver(i % 3 == 0 ? "here" : "");
        }
        await().untilAsserted(
                        () ->
                                assertThat(heard())
                                        .isEqualTo(
                                                IntStream.rangeClosed(1, 2_000)
                                                        .mapToObj(i -> (long) i)
                                                        .toList()));
    }

    @Test
    void eventsWithFiltersWaitForTheServicesToBeKnown() {
        deliver("here");
        deliver("");
        assertThat(heard()).isEmpty();
        sieve.open(HERE);
        await().untilAsserted(() -> assertThat(heard()).containsExactly(1L, 2L));
    }

    @Test
    void dropsWhatIsTooMuchAndCountsIt() {
        for (int i = 0; i < Sieve.WAITING_MAX + 10; i++) {
            deliver("here");
        }
        sieve.open(HERE);
        await().untilAsserted(() -> assertThat(heard()).hasSize(Sieve.WAITING_MAX));
        assertThat(metrics.scrape()).contains("starling_event_filters_overflow_total 10.0\n");
    }

    @Test
    void aFilterThatCannotBeCompiledHereDropsTheEventAndIsCounted() {
        sieve.open(HERE);
        deliver("((a{100}){100}){100}");
        deliver("[");
        deliver("here");
        await().untilAsserted(() -> assertThat(heard()).containsExactly(3L));
        assertThat(metrics.scrape()).contains("starling_event_filters_unreadable_total 2.0\n");
    }

    private List<Long> heard() {
        synchronized (heard) {
            return List.copyOf(heard);
        }
    }

    private void deliver(String nodeFilter) {
        var event = event(nodeFilter, Optional.empty());
        sieve.onDelivery(new Delivery.Event(event, false, Duration.ZERO));
    }

    private void ask(String nodeFilter) {
        var question = event(nodeFilter, Optional.of(new Question(Duration.ofSeconds(1), 0)));
        sieve.onDelivery(new Delivery.Asked(question, false));
    }

    private UserEvent event(String nodeFilter, Optional<Question> question) {
        sequence++;
        return new UserEvent(
                new EventId(1, sequence),
                new EventKey(new OriginBoot(1, 1), sequence),
                new LamportTime(sequence),
                new NodeId(1, 1),
                "x",
                new byte[0],
                new EventFilters(nodeFilter, "", ""),
                0,
                question);
    }
}
