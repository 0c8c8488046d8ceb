package io.starling.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.agent.cluster.FakeCluster;
import io.starling.agent.config.AgentConfig;
import io.starling.gossip.model.Tags;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.node.NodeListener;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

class BacklogTest {
    private final FakeCluster cluster =
            new FakeCluster(AgentConfig.onLoopback("a"), Tags.NONE, NodeListener.NONE);

    @Test
    void whatFitsIsTakenInItsOrderAndOnce() {
        var backlog = new Backlog(2);
        var events = events(2);
        events.forEach(event -> assertThat(backlog.add(new Happening.Fired(event))).isTrue());
        assertThat(backlog.size()).isEqualTo(2);
        assertThat(backlog.take())
                .containsExactly(
                        new Happening.Fired(events.get(0)), new Happening.Fired(events.get(1)));
        assertThat(backlog.isEmpty()).isTrue();
        assertThat(backlog.take()).isEmpty();
    }

    @Test
    void whatDoesNotFitIsAGapWithTheIdsThatEndsWhenThereIsRoomAgain() {
        var backlog = new Backlog(1);
        var events = events(4);
        assertThat(events.stream().limit(3).map(e -> backlog.add(new Happening.Fired(e))))
                .containsExactly(true, false, false);
        var ids = List.of(events.get(1).id().toString(), events.get(2).id().toString());
        assertThat(backlog.take())
                .containsExactly(new Happening.Fired(events.get(0)), new Happening.Missed(2, ids));
        assertThat(backlog.add(new Happening.Fired(events.get(3)))).isTrue();
        assertThat(backlog.take()).containsExactly(new Happening.Fired(events.get(3)));
    }

    @Test
    void aGapNamesAsManyAsItMayAndCountsAll() {
        var backlog = new Backlog(1);
        events(2 + Backlog.NAMES_MAX).forEach(event -> backlog.add(new Happening.Fired(event)));
        var gap = (Happening.Missed) backlog.take().getLast();
        assertThat(gap.count()).isEqualTo(Backlog.NAMES_MAX + 1);
        assertThat(gap.names()).hasSize(Backlog.NAMES_MAX).doesNotHaveDuplicates();
    }

    private List<UserEvent> events(int count) {
        var events = new ArrayList<UserEvent>();
        IntStream.range(0, count).forEach(i -> events.add(cluster.event("x", "p" + i)));
        return events;
    }
}
