package io.starling.gossip.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Answer.Kind;
import io.starling.gossip.model.Delivery;
import io.starling.gossip.model.Echo;
import io.starling.gossip.model.EventRequest;
import io.starling.gossip.model.Question;
import io.starling.gossip.node.GossipNode;
import io.starling.gossip.sim.SimCluster.Spec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A question to a hundred nodes, all of which answer after half a second.
class QueryTest {
    private static final int NODES = 100;
    private static final Duration THINKING = Duration.ofMillis(500);

    private final List<Echo> echoes = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void withRelaysAllAnswersComeThoughOneDatagramInTenIsLost(long seed) {
        var cluster = formed(seed);
        cluster.inject(new Fault.Loss(0.1));
        ask(cluster, Question.RELAYS_MAX);
        assertThat(answerers()).hasSize(NODES).doesNotHaveDuplicates();
        assertThat(echoes).last().isEqualTo(new Echo.Over(NODES, NODES, false));
    }

    @Test
    void withoutLossTheStraightWayIsEnough() {
        var cluster = formed(6);
        ask(cluster, 0);
        assertThat(answerers()).hasSize(NODES).doesNotHaveDuplicates();
        assertThat(echoes)
                .filteredOn(
                        echo -> echo instanceof Echo.Heard(_, var kind, _) && kind == Kind.PENDING)
                .hasSize(NODES);
    }

    @Test
    void aQuestionIsInNobodysRecordOfEvents() {
        var cluster = formed(7);
        ask(cluster, 0);
        assertThat(cluster.nodes()).allMatch(node -> node.log().size() == 0);
    }

    private List<String> answerers() {
        var names = new ArrayList<String>();
        for (var echo : echoes) {
            if (echo instanceof Echo.Heard(var member, var kind, var content)
                    && kind == Kind.ANSWERED) {
                assertThat(new String(content, StandardCharsets.UTF_8)).isEqualTo(member.name());
                names.add(member.name());
            }
        }
        return names;
    }

    private void ask(SimCluster cluster, int relays) {
        node(cluster.node(0).run().orElseThrow())
                .ask(
                        EventRequest.of("who", new byte[0]),
                        new Question(Duration.ofSeconds(20), relays),
                        echoes::add);
        cluster.runUntil(
                () -> !echoes.isEmpty() && echoes.getLast() instanceof Echo.Over,
                Duration.ofSeconds(30));
    }

    private static SimCluster formed(long seed) {
        var rules = new ArrayList<>(Invariant.ofDelivery());
        rules.add(new Responder());
        var cluster = SimCluster.formed(new SimWorld(seed), Spec.LAN.withoutDisks(), NODES, rules);
        cluster.runFor(Duration.ofSeconds(1));
        return cluster;
    }

    private static GossipNode node(NodeRun run) {
        return ((NodeHandle.Production) run.handle()).node();
    }

    /// Answers at every node, by its name.
    private static final class Responder implements Invariant {
        @Override
        public boolean looksEverySecond() {
            return false;
        }

        @Override
        public void onDelivery(SimCluster cluster, NodeRun at, Delivery delivery) {
            if (delivery instanceof Delivery.Asked(var question, _)) {
                var node = node(at);
                var name = node.self().name().getBytes(StandardCharsets.UTF_8);
                node.answer(question, Kind.PENDING, new byte[0]);
                cluster.world().at(THINKING, () -> node.answer(question, Kind.ANSWERED, name));
            }
        }
    }
}
