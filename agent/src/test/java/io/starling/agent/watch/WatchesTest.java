package io.starling.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.starling.agent.cluster.FakeCluster;
import io.starling.agent.config.AgentConfig;
import io.starling.agent.config.Compat;
import io.starling.agent.config.MemberChange;
import io.starling.agent.config.WatchConfig;
import io.starling.agent.config.WatchConfig.Topic;
import io.starling.agent.event.EventFeed;
import io.starling.agent.event.EventLog;
import io.starling.agent.event.EventRing;
import io.starling.agent.metrics.Metrics;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.model.Status;
import io.starling.gossip.model.Tags;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.node.NodeListener;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Watches over a ring, with a server that holds back its answers as the slow handler.
@Timeout(60)
class WatchesTest {
    private final FakeCluster cluster =
            new FakeCluster(AgentConfig.onLoopback("a"), Tags.NONE, NodeListener.NONE);
    private final Metrics metrics = new Metrics();
    private final EventRing ring = new EventRing(10);
    private final ExecutorService loop = Executors.newSingleThreadExecutor();
    private final EventFeed feed = new EventFeed(ring, EventLog.ofThisRun(1), loop);
    private final Watches watches = new Watches("a", ring, loop, metrics);
    private final Hook hook = new Hook();

    @AfterEach
    void close() {
        watches.close();
        hook.close();
        loop.shutdownNow();
        metrics.close();
    }

    @Test
    void aWatchRunsForEventsOfItsNameAndOneWithoutANameForAll() {
        try (var all = new Hook()) {
            watches.apply(List.of(named("x"), new WatchConfig(events(""), all.webhook())));
            open();
            arrive("y");
            arrive("x");
            await().until(() -> names(all).size() == 2 && names(hook).size() == 1);
            assertThat(names(all)).containsExactly("y", "x");
            assertThat(names(hook)).containsExactly("x");
        }
    }

    @Test
    void aWatchBeginsNow() {
        IntStream.range(0, 300).forEach(_ -> arrive("x"));
        watches.apply(List.of(named("x")));
        open();
        var next = arrive("x");
        await().until(() -> !hook.got().isEmpty());
        assertThat(hook.got()).hasSize(1);
        assertThat(ids(hook)).containsExactly(next.id().toString());
    }

    @Test
    void aHundredReloadsWithAFullRingRunNothing() {
        IntStream.range(0, EventRing.CAPACITY).forEach(_ -> arrive("x"));
        watches.apply(List.of(named("x"), named("y")));
        open();
        for (int i = 0; i < 100; i++) {
            // Each time the other one is gone or new.
            watches.apply(i % 2 == 0 ? List.of(named("x")) : List.of(named("x"), named("y")));
        }
        var next = arrive("x");
        await().until(() -> !hook.got().isEmpty());
        assertThat(ids(hook)).containsExactly(next.id().toString());
        assertThat(metric("watch_runs_total")).isEqualTo(1);
    }

    @Test
    void whatComesBeforeTheAgentAnswersWaits() {
        watches.apply(List.of(named("x")));
        var early = arrive("x");
        assertThat(metric("watch_events_queued")).isEqualTo(1);
        open();
        await().until(() -> !hook.got().isEmpty());
        assertThat(ids(hook)).containsExactly(early.id().toString());
    }

    @Test
    void runsDoNotOverlapAndWhatComesMeanwhileIsInTheNext() {
        hook.closed();
        watches.apply(List.of(named("x")));
        open();
        arrive("x");
        await().until(() -> hook.got().size() == 1);
        var second = arrive("x");
        var third = arrive("x");
        assertThat(metric("watch_running")).isEqualTo(1);
        assertThat(metric("watch_events_queued")).isEqualTo(2);
        hook.allow(2);
        await().until(() -> hook.got().size() == 2);
        assertThat(ids(hook.got().getLast()))
                .containsExactly(second.id().toString(), third.id().toString());
        await().until(() -> metric("watch_running") == 0);
        assertThat(metric("watch_events_queued")).isZero();
        assertThat(metric("watch_failures_total")).isZero();
    }

    @Test
    void asManyRunsOverlapAsAreAllowed() {
        hook.closed();
        watches.apply(List.of(new WatchConfig(events("x"), hook.webhook(), Compat.NONE, 3, 10)));
        open();
        for (int i = 1; i <= 3; i++) {
            int runs = i;
            arrive("x");
            await().until(() -> hook.got().size() == runs);
        }
        arrive("x");
        assertThat(metric("watch_running")).isEqualTo(3);
        assertThat(metric("watch_events_queued")).isEqualTo(1);
        hook.allow(4);
        await().until(() -> hook.got().size() == 4);
    }

    /// One is being handled, as many wait as may, and the others are a gap with their IDs.
    @Test
    void aThousandEventsAtASlowHandlerAreHandedOutOrNamedInAGap() {
        hook.closed();
        watches.apply(List.of(new WatchConfig(events("x"), hook.webhook(), Compat.NONE, 1, 100)));
        open();
        var fired = new ArrayList<>(List.of(arrive("x").id().toString()));
        await().until(() -> hook.got().size() == 1);
        IntStream.range(1, 1_000).forEach(_ -> fired.add(arrive("x").id().toString()));
        assertThat(metric("watch_events_queued")).isEqualTo(100);
        assertThat(metric("watch_events_dropped_total")).isEqualTo(899);
        hook.allow(2);
        await().until(() -> hook.got().size() == 2);
        var body = hook.got().getLast().body();
        assertThat(ids(hook.got().getLast())).isEqualTo(fired.subList(1, 101));
        assertThat(body)
                .endsWith(
                        "{\"Gap\":{\"Count\":899,\"IDs\":[\"%s\"]}}]\n"
                                .formatted(String.join("\",\"", fired.subList(101, 1_000))));
    }

    @Test
    void aWatchThatIsNoLongerWantedDoesWhatItHasHeardAndNoMore() {
        hook.closed();
        watches.apply(List.of(named("x")));
        open();
        arrive("x");
        await().until(() -> hook.got().size() == 1);
        var heard = arrive("x");
        watches.apply(List.of());
        arrive("x");
        hook.allow(2);
        await().until(() -> hook.got().size() == 2);
        assertThat(ids(hook.got().getLast())).containsExactly(heard.id().toString());
        await().until(() -> metric("watch_running") == 0);
        assertThat(hook.got()).hasSize(2);
    }

    @Test
    void closingEndsWhatRunsAndCountsWhatIsGivenUp() {
        hook.closed();
        watches.apply(List.of(named("x")));
        open();
        arrive("x");
        await().until(() -> hook.got().size() == 1);
        arrive("x");
        watches.close();
        assertThat(metric("watch_running")).isZero();
        assertThat(metric("watch_events_queued")).isZero();
        assertThat(metric("watch_events_dropped_total")).isEqualTo(1);
        assertThat(hook.got()).hasSize(1);
    }

    @Test
    void failuresAndTimeoutsAreCounted() {
        try (var broken = new Hook(500)) {
            var hanging = new Hook().closed();
            watches.apply(
                    List.of(
                            new WatchConfig(events("x"), broken.webhook()),
                            new WatchConfig(
                                    events("x"),
                                    hanging.webhook(java.time.Duration.ofMillis(200)))));
            open();
            arrive("x");
            await().until(() -> metric("watch_failures_total") == 2);
            assertThat(metric("watch_timeouts_total")).isEqualTo(1);
            await().until(() -> metric("watch_run_seconds_count") == 2);
            hanging.close();
        }
    }

    @Test
    void membersAreToldOfByTheirChanges() {
        var failed = new Topic.Members(Optional.of(MemberChange.FAILED));
        try (var all = new Hook()) {
            watches.apply(
                    List.of(
                            new WatchConfig(failed, hook.webhook()),
                            new WatchConfig(new Topic.Members(Optional.empty()), all.webhook())));
            var member = FakeCluster.member("n2", 9, Status.ALIVE, Tags.NONE);
            for (var event :
                    List.of(
                            new MembershipEvent.Joined(member),
                            new MembershipEvent.Suspected(member, member.id()),
                            new MembershipEvent.Refuted(member),
                            new MembershipEvent.Updated(member, member),
                            new MembershipEvent.Failed(member, member.id()),
                            new MembershipEvent.Left(member),
                            new MembershipEvent.Reaped(member))) {
                watches.onMembership(event);
            }
            arrive("x");
            open();
            await().until(() -> !all.got().isEmpty() && !hook.got().isEmpty());
            assertThat(found("\"Type\":\"([^\"]+)\"", all.got().getFirst()))
                    .containsExactly(
                            "member-join",
                            "member-update",
                            "member-failed",
                            "member-leave",
                            "member-reap");
            assertThat(found("\"Type\":\"([^\"]+)\"", hook.got().getFirst()))
                    .containsExactly("member-failed");
            assertThat(all.got().getFirst().headers()).doesNotContainKey("X-Consul-Index");
        }
    }

    /// Consul's contract, with nothing there.
    @Test
    void byConsulsContractTheFirstRunHasAnEmptyListAndTheIndex1() {
        watches.apply(List.of(compatible("x")));
        open();
        await().until(() -> hook.got().size() == 1);
        assertThat(hook.got().getFirst().body()).isEqualTo("[]\n");
        assertThat(hook.got().getFirst().headers().getFirst("X-Consul-Index")).isEqualTo("1");
        var event = arrive("x");
        await().until(() -> hook.got().size() == 2);
        assertThat(ids(hook.got().getLast())).containsExactly(event.id().toString());
    }

    @Test
    void byConsulsContractAReloadHandsOutWhatIsThereAgain() {
        watches.apply(List.of(compatible("x")));
        open();
        await().until(() -> hook.got().size() == 1);
        var event = arrive("x");
        await().until(() -> hook.got().size() == 2);
        watches.apply(List.of(compatible("x")));
        await().until(() -> hook.got().size() == 3);
        assertThat(ids(hook.got().getLast())).containsExactly(event.id().toString());
        var next = arrive("x");
        await().until(() -> hook.got().size() == 4);
        assertThat(ids(hook.got().getLast())).containsExactly(next.id().toString());
    }

    @Test
    void byConsulsContractWhatComesMeanwhileIsInTheNextArray() {
        hook.closed();
        watches.apply(List.of(compatible("x")));
        open();
        await().until(() -> hook.got().size() == 1);
        var news = List.of(arrive("x").id().toString(), arrive("x").id().toString());
        arrive("y");
        hook.allow(2);
        await().until(() -> hook.got().size() == 2);
        assertThat(ids(hook.got().getLast())).isEqualTo(news);
    }

    @Test
    void byConsulsContractAListThatOthersEmptiedIsARunWithNothing() {
        watches.apply(List.of(compatible("x")));
        open();
        await().until(() -> hook.got().size() == 1);
        arrive("x");
        await().until(() -> hook.got().size() == 2);
        IntStream.range(0, EventRing.CAPACITY).forEach(_ -> arrive("y"));
        await().until(() -> hook.got().size() == 3);
        assertThat(hook.got().getLast().body()).isEqualTo("[]\n");
    }

    private static Topic events(String name) {
        return new Topic.Events(Optional.of(name).filter(n -> !n.isEmpty()));
    }

    private WatchConfig named(String name) {
        return new WatchConfig(events(name), hook.webhook());
    }

    private WatchConfig compatible(String name) {
        return named(name).withCompat(Compat.CONSUL);
    }

    private void open() {
        watches.open(cluster::members);
    }

    /// As the agent's intake does it.
    private UserEvent arrive(String name) {
        var event = cluster.event(name, "");
        feed.offer(event);
        watches.onEvent(event);
        return event;
    }

    private static List<String> names(Hook hook) {
        return hook.got().stream()
                .flatMap(got -> found("\"Name\":\"(\\w+)\"", got).stream())
                .toList();
    }

    private static List<String> ids(Hook hook) {
        return hook.got().stream().flatMap(got -> ids(got).stream()).toList();
    }

    private static List<String> ids(Hook.Got got) {
        return found("\"ID\":\"([^\"]+)\"", got);
    }

    private static List<String> found(String pattern, Hook.Got got) {
        return Pattern.compile(pattern).matcher(got.body()).results().map(m -> m.group(1)).toList();
    }

    private int metric(String name) {
        var line = Pattern.compile("(?m)^starling_" + name + " ([0-9.]+)$");
        var found = line.matcher(metrics.scrape());
        assertThat(found.find()).as(name).isTrue();
        return (int) Double.parseDouble(found.group(1));
    }
}
