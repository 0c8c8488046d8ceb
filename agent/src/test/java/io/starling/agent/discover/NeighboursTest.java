package io.starling.agent.discover;

import static io.starling.agent.discover.Neighbours.Heard.FOREIGN;
import static io.starling.agent.discover.Neighbours.Heard.KEPT;
import static io.starling.agent.discover.Neighbours.Heard.OWN;
import static io.starling.agent.discover.Neighbours.Heard.REFUSED;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Pool;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;

class NeighboursTest {
    private static final Pool POOL = Pool.lan("starling", "dc1");
    private static final long REJOIN = Neighbours.REJOIN.toNanos();

    private final Neighbours neighbours = new Neighbours(node(0, "web", POOL));

    @Test
    void whoLooksForTheSameIsJoinedOnceUntilItsTimeComesAgain() {
        assertThat(neighbours.hear(node(1, "web", POOL))).isEqualTo(KEPT);
        assertThat(due(100)).containsExactly(at(1));
        assertThat(due(101)).isEmpty();
        assertThat(due(100 + REJOIN - 1)).isEmpty();
        assertThat(due(100 + REJOIN)).containsExactly(at(1));
    }

    @Test
    void whoIsAMemberAlreadyIsNotJoinedUntilItIsLost() {
        neighbours.hear(node(1, "web", POOL));
        assertThat(neighbours.due(0, at(1)::equals)).isEmpty();
        assertThat(due(1)).containsExactly(at(1));
    }

    @Test
    void repeatedAnnouncementChangesNothingAndAMoveIsNews() {
        neighbours.hear(node(1, "web", POOL));
        assertThat(due(0)).containsExactly(at(1));
        neighbours.hear(node(1, "web", POOL));
        assertThat(due(1)).isEmpty();
        neighbours.hear(new Announcement("n1", "web", POOL.label(), at(77)));
        assertThat(due(2)).containsExactly(at(77));
    }

    @Test
    void ownAnnouncementIsKnownByItsInstanceAndByItsAddress() {
        assertThat(neighbours.hear(node(0, "web", POOL))).isEqualTo(OWN);
        assertThat(neighbours.hear(new Announcement("x", "web", POOL.label(), at(0))))
                .isEqualTo(OWN);
        assertThat(neighbours.size()).isZero();
    }

    @Test
    void whoLooksForSomebodyElseIsPassedOver() {
        assertThat(neighbours.hear(node(1, "db", POOL))).isEqualTo(FOREIGN);
        assertThat(neighbours.hear(node(1, "web", Pool.lan("other", "dc1")))).isEqualTo(FOREIGN);
        assertThat(neighbours.hear(node(1, "web", Pool.lan("starling", "dc2")))).isEqualTo(FOREIGN);
        assertThat(due(0)).isEmpty();
    }

    @Test
    void whoChangesItsMindIsForgotten() {
        neighbours.hear(node(1, "web", POOL));
        neighbours.hear(node(1, "db", POOL));
        assertThat(due(0)).isEmpty();
    }

    @Test
    void whoSaysGoodbyeIsForgotten() {
        neighbours.hear(node(1, "web", POOL));
        neighbours.forget("n1");
        neighbours.forget("nobody");
        assertThat(due(0)).isEmpty();
    }

    @Test
    void asManyAsTheBoundAreKeptAndOneMoreIsRefused() {
        for (int i = 1; i <= Neighbours.NEIGHBOURS_MAX; i++) {
            assertThat(neighbours.hear(node(i, "web", POOL))).isEqualTo(KEPT);
        }
        assertThat(neighbours.hear(node(999, "web", POOL))).isEqualTo(REFUSED);
        assertThat(neighbours.size()).isEqualTo(Neighbours.NEIGHBOURS_MAX);
        assertThat(neighbours.hear(node(1, "web", POOL))).isEqualTo(KEPT);
        neighbours.forget("n1");
        assertThat(neighbours.hear(node(999, "web", POOL))).isEqualTo(KEPT);
    }

    @Test
    void manyAreJoinedByTurns() {
        for (int i = 1; i <= 2 * Neighbours.JOINS_MAX; i++) {
            neighbours.hear(node(i, "web", POOL));
        }
        assertThat(due(0)).hasSize(Neighbours.JOINS_MAX).contains(at(1));
        assertThat(due(1)).hasSize(Neighbours.JOINS_MAX).doesNotContain(at(1));
        assertThat(due(2)).isEmpty();
    }

    @Test
    void announcementSurvivesItsText() {
        var announced = node(1, "web", POOL);
        assertThat(Announcement.parse("n1", announced.text())).contains(announced);
        var overIpv6 =
                Announcement.of("n1", "web", POOL, Endpoint.parse("[::1]:9", 0).orElseThrow());
        assertThat(Announcement.parse("n1", overIpv6.text())).contains(overIpv6);
    }

    @ParameterizedTest
    @CsvSource({
        "'', a/b/lan, 10.0.0.1:1",
        "web, '', 10.0.0.1:1",
        "web, a/b/lan, ''",
        "web, a/b/lan, host:1",
        "web, a/b/lan, 10.0.0.1",
        "web, a/b/lan, 10.0.0.1:65536",
        "web, a/b/lan, 0.0.0.0:1",
        "web, a/b/lan, [::]:1"
    })
    void textThatIsNoAnnouncementIsNone(String discover, String pool, String gossip) {
        assertThat(
                        Announcement.parse(
                                "x", Map.of("discover", discover, "pool", pool, "gossip", gossip)))
                .isEmpty();
        assertThat(Announcement.parse("x", Map.of())).isEmpty();
    }

    private List<Endpoint> due(long nowNanos) {
        return neighbours.due(nowNanos, _ -> false);
    }

    private static Announcement node(int number, String discover, Pool pool) {
        return Announcement.of("n" + number, discover, pool, at(number));
    }

    private static Endpoint at(int number) {
        return Endpoint.of(new byte[] {10, 0, (byte) (number >> 8), (byte) number}, 8301);
    }
}
