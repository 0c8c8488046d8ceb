package io.starling.gossip.node;

import static io.starling.gossip.Fixtures.endpoint;
import static io.starling.gossip.Fixtures.id;
import static io.starling.gossip.Fixtures.left;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Coordinate;
import io.starling.gossip.model.Message;
import io.starling.gossip.runtime.Counter;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

class CoordinatesTest {
    private static final Coordinate THERE =
            new Coordinate(new float[] {0.05f, 0, 0, 0, 0, 0, 0, 0}, 0.2f, 0, 0.001f);

    @Test
    void anAckTellsWhereTheNodeIs() {
        var rig = new Rig(GossipConfig.LAN, 2);
        rig.hear(1, new Message.Ping(77, rig.self(), id(1)));
        assertThat(rig.sent(Message.Ack.class))
                .singleElement()
                .satisfies(ack -> assertThat(ack.coordinate()).contains(coordinates(rig).own()));
    }

    @Test
    void aDirectAckMovesTheNodeByTheRoundTrip() {
        var rig = new Rig(GossipConfig.LAN, 2);
        for (int i = 0; i < 60; i++) {
            var ping = awaitPing(rig);
            rig.advance(Duration.ofMillis(80));
            ack(rig, ping, THERE);
        }
        var known = coordinates(rig);
        assertThat(known.measurements()).isEqualTo(60);
        assertThat(known.members()).containsOnlyKeys(id(1), id(2)).containsEntry(id(1), THERE);
        assertThat(known.own().secondsTo(THERE)).isBetween(0.078, 0.082);
    }

    /// Then it may have come through a helper, and says nothing about the way.
    @Test
    void anAckAfterHelpersWereAskedIsNoMeasurement() {
        var rig = new Rig(GossipConfig.LAN, 5);
        var ping = awaitPing(rig);
        rig.advance(GossipConfig.LAN.probing().timeout());
        ack(rig, ping, THERE);
        assertThat(coordinates(rig).measurements()).isZero();
        assertThat(coordinates(rig).members()).isEmpty();
    }

    @Test
    void aCoordinateThatCannotBeIsCountedAndTheAckStillCounts() {
        var rig = new Rig(GossipConfig.LAN, 1);
        var ping = awaitPing(rig);
        rig.advance(Duration.ofMillis(1));
        ack(rig, ping, new Coordinate(new float[8], Float.NaN, 0, 0));
        assertThat(rig.world.count(Counter.COORDINATES_REFUSED)).isEqualTo(1);
        assertThat(coordinates(rig).measurements()).isZero();
        rig.advance(GossipConfig.LAN.probing().interval());
        assertThat(rig.world.count(Counter.SUSPICIONS)).isZero();
    }

    /// A member of an older release.
    @Test
    void anAckWithoutACoordinateIsNoMatter() {
        var rig = new Rig(GossipConfig.LAN, 1);
        var ping = awaitPing(rig);
        rig.hear(1, new Message.Ack(ping.sequence(), List.of()));
        assertThat(coordinates(rig).members()).isEmpty();
        assertThat(rig.world.count(Counter.COORDINATES_REFUSED)).isZero();
    }

    @Test
    void aHelperKeepsTheCoordinateOfTheTargetToItself() {
        var rig = new Rig(GossipConfig.LAN, 3);
        rig.hear(1, new Message.PingRequest(99, id(2), endpoint(2)));
        ack(rig, rig.sent(Message.Ping.class).getFirst(), THERE);
        assertThat(rig.sentTo(endpoint(1))).contains(new Message.Ack(99, List.of()));
        assertThat(coordinates(rig).members()).isEmpty();
    }

    @Test
    void theCoordinateOfAReapedMemberIsForgotten() {
        var retention = Duration.ofMinutes(5);
        var config =
                GossipConfig.LAN.with(
                        GossipConfig.LAN.antiEntropy().withRetention(retention, retention));
        var rig = new Rig(config, 1);
        var ping = awaitPing(rig);
        rig.advance(Duration.ofMillis(1));
        ack(rig, ping, THERE);
        rig.hear(1, left(1, 0));
        rig.advance(Duration.ofMinutes(4));
        assertThat(coordinates(rig).members()).containsOnlyKeys(id(1));
        rig.advance(Duration.ofMinutes(3));
        assertThat(coordinates(rig).members()).isEmpty();
    }

    private static NodeCoordinates coordinates(Rig rig) {
        var answer = rig.node.coordinates();
        rig.advance(Duration.ZERO);
        return answer.join();
    }

    private static Message.Ping awaitPing(Rig rig) {
        rig.world.sent.clear();
        for (int i = 0; i < 3_000 && rig.sent(Message.Ping.class).isEmpty(); i++) {
            rig.advance(Duration.ofMillis(1));
        }
        return rig.sent(Message.Ping.class).getFirst();
    }

    private static void ack(Rig rig, Message.Ping ping, Coordinate coordinate) {
        rig.hear(
                (int) ping.target().low(),
                new Message.Ack(ping.sequence(), List.of(), Optional.of(coordinate)));
    }
}
