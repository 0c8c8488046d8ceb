package io.starling.gossip.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.runtime.RecordingListener;
import io.starling.gossip.runtime.Transport.Reply;
import io.starling.gossip.sim.SimNetwork.Traffic;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

class SimNetworkTest {
    private static final int MANY = 10_000;

    private final SimWorld world = new SimWorld(11);
    private final NodeRuntime a = world.runtime("a");
    private final NodeRuntime b = world.runtime("b");
    private final NodeRuntime c = world.runtime("c");
    private final RecordingListener atB = RecordingListener.echoing();
    private final RecordingListener atC = RecordingListener.echoing();

    SimNetworkTest() {
        a.transport().listen(RecordingListener.echoing());
        b.transport().listen(atB);
        c.transport().listen(atC);
    }

    @Test
    void losesTheShareThatItIsToldTo() {
        world.network().inject(new Fault.Loss(0.3));
        sendMany(a, "b", 100);
        assertThat(atB.datagrams.size()).isCloseTo(7_000, within(200));
        var tally = world.network().tally(Traffic.DATAGRAM);
        assertThat(tally.sent()).isEqualTo(MANY);
        assertThat(tally.delivered() + tally.lost()).isEqualTo(MANY);
        assertThat(tally.sentBytes()).isEqualTo(100L * MANY);
        assertThat(tally.deliveredBytes() + tally.lostBytes()).isEqualTo(100L * MANY);
    }

    @Test
    void losesTheTrafficOfOneHostAlone() {
        world.network().inject(new Fault.Loss(1, List.of("b")));
        sendMany(a, "b", 1);
        sendMany(a, "c", 1);
        sendMany(b, "c", 1);
        assertThat(atB.datagrams).isEmpty();
        assertThat(atC.datagrams).hasSize(MANY);
    }

    @Test
    void repeatsTheShareThatItIsToldTo() {
        world.network().inject(new Fault.Duplicate(0.5));
        sendMany(a, "b", 1);
        assertThat(atB.datagrams.size()).isCloseTo(15_000, within(300));
    }

    @Test
    void flipsOneBitAndSparesTheSendersBytes() {
        world.network().inject(new Fault.Corrupt(1));
        var original = new byte[50];
        inLoop(a, () -> a.transport().send(world.host("b").endpoint(), original));
        world.runFor(Duration.ofSeconds(1));
        int bits = 0;
        for (byte changed : atB.datagrams.getFirst().bytes()) {
            bits += Integer.bitCount(changed & 0xff);
        }
        assertThat(bits).isEqualTo(1);
        assertThat(original).isEqualTo(new byte[50]);
    }

    @Test
    void letsOthersOvertake() {
        world.network().inject(new Fault.Reorder(0.5, Duration.ofMillis(300)));
        for (int i = 0; i < 100; i++) {
            byte number = (byte) i;
            inLoop(a, () -> a.transport().send(world.host("b").endpoint(), new byte[] {number}));
            world.runFor(Duration.ofMillis(10));
        }
        world.runFor(Duration.ofSeconds(1));
        var order = atB.datagrams.stream().map(arrived -> arrived.bytes()[0]).toList();
        assertThat(order).hasSize(100).isNotEqualTo(order.stream().sorted().toList());
    }

    @Test
    void dropsWhatIsLargerThanThePath() {
        world.network().inject(new Fault.Mtu(600));
        sendMany(a, "b", 600);
        sendMany(a, "b", 601);
        assertThat(atB.datagrams).hasSize(MANY);
    }

    @Test
    void cutsOneDirection() {
        world.network().inject(new Fault.OneWay(List.of("a"), List.of("b")));
        sendMany(a, "b", 1);
        sendMany(b, "c", 1);
        sendMany(a, "c", 1);
        assertThat(atB.datagrams).isEmpty();
        assertThat(atC.datagrams).hasSize(2 * MANY);
    }

    @Test
    void cutsGroupsApartAndSparesWhoIsInNone() {
        world.network().inject(new Fault.Partition(List.of("a"), List.of("b")));
        sendMany(a, "b", 1);
        sendMany(a, "c", 1);
        assertThat(atB.datagrams).isEmpty();
        assertThat(atC.datagrams).hasSize(MANY);
    }

    @Test
    void faultEndsWithItsTimeOrWhenHealed() {
        world.network().inject(new Fault.Loss(1), Duration.ofSeconds(1));
        world.network().inject(new Fault.Duplicate(1));
        world.runFor(Duration.ofSeconds(2));
        assertThat(world.network().faults()).containsExactly(new Fault.Duplicate(1));
        world.network().heal();
        sendMany(a, "b", 1);
        assertThat(atB.datagrams).hasSize(MANY);
    }

    @Test
    void refusesFaultsThatMakeNoSense() {
        assertThatThrownBy(() -> new Fault.Loss(1.1)).hasMessageContaining("1.1");
        assertThatThrownBy(() -> new Fault.Duplicate(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> new Fault.Reorder(0.1, Duration.ZERO)).hasMessageContaining("0");
        assertThatThrownBy(() -> world.network().inject(new Fault.Loss(1, List.of("nobody"))))
                .hasMessageContaining("nobody");
    }

    @Test
    void exchangeTakesTwoRoundTrips() {
        var replies = exchange();
        world.runUntil(() -> !replies.isEmpty(), Duration.ofSeconds(1));
        assertThat(replies.getFirst()).isInstanceOf(Reply.Received.class);
        assertThat(world.now()).isBetween(Duration.ofNanos(400_000), Duration.ofMillis(25));
        assertThat(world.network().tally(Traffic.REQUEST).delivered()).isEqualTo(1);
        assertThat(world.network().tally(Traffic.REPLY).delivered()).isEqualTo(1);
    }

    @Test
    void exchangeSurvivesLossButNotACut() {
        world.network().inject(new Fault.Loss(0.3));
        var lossy = exchange();
        world.runUntil(() -> !lossy.isEmpty(), Duration.ofSeconds(6));
        assertThat(lossy.getFirst()).isInstanceOf(Reply.Received.class);
        world.network().inject(new Fault.OneWay(List.of("b"), List.of("a")));
        var cut = exchange();
        world.runUntil(() -> !cut.isEmpty(), Duration.ofSeconds(6));
        assertThat(cut.getFirst())
                .isEqualTo(new Reply.Failed("10.0.0.2:8301 did not answer within PT5S"));
    }

    @Test
    void exchangeWithADeadProcessIsRefusedAtOnce() {
        world.host("b").crash(Fault.DiskFate.KEPT);
        var replies = exchange();
        world.runUntil(() -> !replies.isEmpty(), Duration.ofMillis(100));
        assertThat(replies.getFirst())
                .isEqualTo(new Reply.Failed("10.0.0.2:8301 refused the connection"));
    }

    @Test
    void whatIsOnItsWayToAFormerAddressIsLost() {
        inLoop(a, () -> a.transport().send(world.host("b").endpoint(), new byte[1]));
        world.at(
                Duration.ofNanos(1),
                () -> world.host("b").move(world.host("b").endpoint().withPort(9_999)));
        world.runFor(Duration.ofSeconds(1));
        assertThat(atB.datagrams).isEmpty();
        sendMany(a, "b", 1);
        assertThat(atB.datagrams).hasSize(MANY);
    }

    @Test
    void delaysAreThoseOfTheirModel() {
        assertDelays(DelayModel.loopback(), 95_000, 100_000, 105_000);
        assertDelays(DelayModel.lan(), 60_000, 250_000, 7_000_000);
        var wan = new long[20_000];
        var random = new SplittableRandom(3);
        var model = DelayModel.wan(9);
        for (int i = 0; i < wan.length; i++) {
            wan[i] = model.oneWayNanos(i % 200, (i * 7 + 1) % 199, random);
        }
        assertThat(Arrays.stream(wan).average().orElseThrow()).isBetween(40e6, 45e6);
        assertThat(Arrays.stream(wan).min().orElseThrow()).isGreaterThanOrEqualTo(19_000_000);
        assertThat(Arrays.stream(wan).max().orElseThrow()).isLessThanOrEqualTo(134_000_000);
    }

    private static void assertDelays(DelayModel model, long least, long median, long most) {
        var random = new SplittableRandom(3);
        var delays = new long[20_000];
        for (int i = 0; i < delays.length; i++) {
            delays[i] = model.oneWayNanos(0, 1, random);
        }
        Arrays.sort(delays);
        assertThat(delays[0]).isGreaterThanOrEqualTo(least);
        assertThat((double) delays[delays.length / 2]).isCloseTo(median, within(median * 0.02));
        assertThat(delays[delays.length - 1]).isLessThanOrEqualTo(most);
    }

    private List<Reply> exchange() {
        var replies = new ArrayList<Reply>();
        var target = world.host("b").endpoint();
        inLoop(
                a,
                () ->
                        a.transport()
                                .exchange(
                                        target, new byte[9], Duration.ofSeconds(5), replies::add));
        return replies;
    }

    private void sendMany(NodeRuntime from, String to, int bytes) {
        inLoop(
                from,
                () -> {
                    for (int i = 0; i < MANY; i++) {
                        from.transport().send(world.host(to).endpoint(), new byte[bytes]);
                    }
                });
        world.runFor(Duration.ofSeconds(1));
    }

    private static void inLoop(NodeRuntime ports, Runnable action) {
        ports.scheduler().execute(action);
    }
}
