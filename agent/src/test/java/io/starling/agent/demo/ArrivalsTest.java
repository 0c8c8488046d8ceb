package io.starling.agent.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.agent.cluster.FakeCluster;
import io.starling.agent.config.AgentConfig;
import io.starling.agent.demo.Arrivals.Arrived;
import io.starling.gossip.model.Tags;
import io.starling.gossip.node.NodeListener;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Map;

class ArrivalsTest {
    private final FakeCluster events =
            new FakeCluster(AgentConfig.onLoopback("x"), Tags.NONE, NodeListener.NONE);
    private final ArrayList<Arrived> shown = new ArrayList<>();
    private final Arrivals arrivals = new Arrivals(2, shown::add);

    @Test
    void anEventIsShownOnceWhenItIsEverywhere() {
        var event = events.event("a", "");
        arrivals.arrived("n2", event, 5);
        assertThat(shown).isEmpty();
        assertThat(arrivals.soFar(event.id())).isEqualTo(Map.of("n2", 5L));
        arrivals.arrived("n2", event, 6);
        arrivals.arrived("n1", event, 7);
        assertThat(shown).containsExactly(new Arrived(event, Map.of("n2", 5L, "n1", 7L)));
        assertThat(arrivals.soFar(event.id())).isEmpty();
    }

    @Test
    void theOldestIsGivenUpWhenTooManyAreUnderWay() {
        var first = events.event("a", "");
        arrivals.arrived("n1", first, 1);
        for (int i = 0; i < 256; i++) {
            arrivals.arrived("n1", events.event("b", ""), 2);
        }
        assertThat(shown).extracting(Arrived::event).containsExactly(first);
    }
}
