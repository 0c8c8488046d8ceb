package io.starling.gossip.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.runtime.RecordingListener;
import io.starling.gossip.runtime.Transport.Reply;
import io.starling.gossip.sim.SimNetwork.Traffic;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

class SimProcessTest {
    private final SimWorld world = new SimWorld(3, (_, _, _) -> 1_000_000);
    private final NodeRuntime a = world.runtime("a");
    private final NodeRuntime b = world.runtime("b");
    private final SimHost hostB = world.host("b");
    private final RecordingListener heard = RecordingListener.echoing();

    SimProcessTest() {
        b.transport().listen(heard);
    }

    @Test
    void refusesCallsFromOutsideItsLoop() {
        assertThatThrownBy(() -> a.scheduler().schedule(Duration.ZERO, () -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("outside of its loop");
        assertThatThrownBy(() -> a.transport().send(hostB.endpoint(), new byte[1]))
                .isInstanceOf(IllegalStateException.class);
        b.scheduler()
                .execute(
                        () ->
                                assertThatThrownBy(
                                                () ->
                                                        a.transport()
                                                                .send(
                                                                        hostB.endpoint(),
                                                                        new byte[1]))
                                        .isInstanceOf(IllegalStateException.class));
        world.runFor(Duration.ofSeconds(1));
    }

    @Test
    void isInItsLoopOnlyWhileItsOwnTaskRuns() {
        var seen = new ArrayList<Boolean>();
        a.scheduler()
                .execute(
                        () -> {
                            seen.add(a.scheduler().inLoop());
                            seen.add(b.scheduler().inLoop());
                        });
        world.at(Duration.ofMillis(1), () -> seen.add(a.scheduler().inLoop()));
        world.runFor(Duration.ofSeconds(1));
        assertThat(seen).containsExactly(true, false, false);
    }

    @Test
    void pausedProcessKeepsWhatComesUntilItResumes() {
        hostB.pause();
        send(1);
        b.scheduler().execute(() -> send(2));
        world.runFor(Duration.ofSeconds(5));
        assertThat(heard.datagrams).isEmpty();
        assertThat(hostB.isPaused()).isTrue();
        hostB.resume();
        world.runFor(Duration.ofSeconds(1));
        assertThat(heard.datagrams).hasSize(2);
    }

    @Test
    void blockedProcessGoesOnButNeitherHearsNorIsHeard() {
        var ran = new ArrayList<String>();
        var replies = new ArrayList<Reply>();
        var heardAtA = RecordingListener.echoing();
        a.transport().listen(heardAtA);
        hostB.block();
        send(1);
        b.scheduler()
                .execute(
                        () -> {
                            b.scheduler().schedule(Duration.ofSeconds(1), () -> ran.add("timer"));
                            b.transport().send(world.host("a").endpoint(), new byte[1]);
                            b.transport()
                                    .exchange(
                                            world.host("a").endpoint(),
                                            new byte[1],
                                            Duration.ofSeconds(9),
                                            replies::add);
                        });
        world.runFor(Duration.ofSeconds(5));
        assertThat(ran).containsExactly("timer");
        assertThat(heard.datagrams).isEmpty();
        assertThat(heardAtA.datagrams).isEmpty();
        assertThat(heardAtA.requests).isEmpty();
        hostB.unblock();
        world.runFor(Duration.ofSeconds(1));
        assertThat(heard.datagrams).hasSize(1);
        assertThat(heardAtA.datagrams).hasSize(1);
        assertThat(replies).singleElement().isInstanceOf(Reply.Received.class);
    }

    @Test
    void blockedProcessKeepsNoMoreThanItsReceiveBufferHolds() {
        hostB.block();
        int most = Hardware.FREE.receiveBufferBytes() / (100 + Hardware.DATAGRAM_OVERHEAD);
        for (int i = 0; i <= most; i++) {
            send(i);
        }
        world.runFor(Duration.ofSeconds(1));
        assertThat(world.network().tally(Traffic.DATAGRAM).overflowed()).isEqualTo(1);
        hostB.unblock();
        world.runFor(Duration.ofSeconds(1));
        assertThat(heard.datagrams).hasSize(most);
    }

    @Test
    void pausedProcessWakesUpWithItsTimersFirstOrInOrder() {
        var orders = new HashSet<String>();
        for (long seed = 0; seed < 20; seed++) {
            var other = new SimWorld(seed);
            var ports = other.runtime("b");
            var sender = other.runtime("a");
            var order = new StringBuilder();
            var listener =
                    RecordingListener.answering(request -> order.append(text(request.bytes())));
            ports.transport().listen(listener);
            ports.scheduler()
                    .execute(
                            () ->
                                    ports.scheduler()
                                            .schedule(
                                                    Duration.ofSeconds(1),
                                                    () -> order.append("timer ")));
            sender.scheduler()
                    .execute(
                            () ->
                                    sender.transport()
                                            .exchange(
                                                    other.host("b").endpoint(),
                                                    "request ".getBytes(StandardCharsets.UTF_8),
                                                    Duration.ofSeconds(9),
                                                    _ -> {}));
            other.at(Duration.ofNanos(1), other.host("b")::pause);
            other.at(Duration.ofSeconds(2), other.host("b")::resume);
            other.runFor(Duration.ofSeconds(3));
            orders.add(order.toString());
        }
        assertThat(orders).containsExactlyInAnyOrder("timer request ", "request timer ");
    }

    @Test
    void fullReceiveBufferDropsTheExcessAndCountsIt() {
        int room = 10;
        hostB.hardware(
                new Hardware(
                        Duration.ZERO, Duration.ZERO, room * (100 + Hardware.DATAGRAM_OVERHEAD)));
        hostB.pause();
        for (int i = 0; i < room + 1; i++) {
            send(i);
        }
        world.runFor(Duration.ofSeconds(1));
        hostB.resume();
        world.runFor(Duration.ofSeconds(1));
        assertThat(heard.datagrams).hasSize(room);
        assertThat(world.network().tally(Traffic.DATAGRAM).overflowed()).isEqualTo(1);
        assertThat(heard.datagrams.getLast().bytes()[0]).isEqualTo((byte) (room - 1));
    }

    @Test
    void sendsAreSerialWhenTheyCost() {
        world.host("a").hardware(new Hardware(Duration.ofMillis(10), Duration.ZERO, 1 << 20));
        var at = new ArrayList<Duration>();
        a.scheduler()
                .execute(
                        () -> {
                            for (int i = 0; i < 3; i++) {
                                a.transport().send(hostB.endpoint(), new byte[1]);
                            }
                        });
        for (int expected = 1; expected <= 3; expected++) {
            int count = expected;
            world.runUntil(() -> heard.datagrams.size() == count, Duration.ofSeconds(1));
            at.add(world.now());
        }
        assertThat(at)
                .containsExactly(
                        Duration.ofMillis(11), Duration.ofMillis(21), Duration.ofMillis(31));
    }

    @Test
    void busyReceiverTakesOneDatagramAfterAnother() {
        hostB.hardware(new Hardware(Duration.ZERO, Duration.ofMillis(10), 1 << 20));
        for (int i = 0; i < 3; i++) {
            send(i);
        }
        world.runFor(Duration.ofMillis(1));
        assertThat(heard.datagrams).hasSize(1);
        world.runFor(Duration.ofMillis(10));
        assertThat(heard.datagrams).hasSize(2);
        world.runFor(Duration.ofMillis(10));
        assertThat(heard.datagrams).hasSize(3);
    }

    @Test
    void nothingOfAFormerRunHappensInTheNext() {
        var ran = new ArrayList<String>();
        b.scheduler()
                .execute(
                        () -> {
                            b.scheduler().schedule(Duration.ofSeconds(1), () -> ran.add("timer"));
                            b.storage().append("f", new byte[10], _ -> ran.add("written"));
                            b.transport()
                                    .exchange(
                                            world.host("a").endpoint(),
                                            new byte[1],
                                            Duration.ofMillis(1),
                                            _ -> ran.add("reply"));
                        });
        world.runFor(Duration.ofNanos(1));
        hostB.crash(Fault.DiskFate.KEPT);
        hostB.start().scheduler().execute(() -> ran.add("new"));
        world.runFor(Duration.ofSeconds(5));
        assertThat(ran).containsExactly("new");
    }

    @Test
    void clocksAreSteadyWhereTheyMustBe() {
        var host = world.host("a");
        long nanos = a.clock().nanoTime();
        long micros = a.clock().wallMicros();
        world.runFor(Duration.ofSeconds(1));
        host.stepClock(Duration.ofHours(-1));
        assertThat(a.clock().nanoTime() - nanos).isEqualTo(1_000_000_000);
        assertThat(a.clock().wallMicros() - micros)
                .isEqualTo(1_000_000 - Duration.ofHours(1).toNanos() / 1_000);
    }

    @Test
    void driftingClockAgreesWithItsOwnTimers() {
        for (int ppm : List.of(-500, 500)) {
            var host = world.addHost("drifting" + ppm);
            host.drift(ppm);
            var ports = host.start();
            long begin = ports.clock().nanoTime();
            long worldBegin = world.nanos();
            var at = new ArrayList<Long>();
            ports.scheduler()
                    .execute(
                            () ->
                                    ports.scheduler()
                                            .schedule(
                                                    Duration.ofSeconds(100),
                                                    () ->
                                                            at.add(
                                                                    ports.clock().nanoTime()
                                                                            - begin)));
            world.runUntil(() -> !at.isEmpty(), Duration.ofSeconds(200));
            assertThat(at.getFirst()).isBetween(100_000_000_000L, 100_000_000_010L);
            double seconds = (world.nanos() - worldBegin) / 1e9;
            assertThat(seconds).isBetween(ppm > 0 ? 99.94 : 100.04, ppm > 0 ? 99.96 : 100.06);
        }
        assertThatThrownBy(() -> world.host("a").drift(1_001)).hasMessageContaining("1001");
    }

    @Test
    void streamsOfADeadProcessAreClosedAndThoseOfADeadMachineAreNot() {
        assertThat(replyAfter(Fault.DiskFate.KEPT)).contains("closed the connection");
        assertThat(replyAfter(Fault.DiskFate.TORN)).contains("did not answer within");
    }

    private String replyAfter(Fault.DiskFate fate) {
        var silent = world.addHost("silent" + fate);
        silent.start().transport().listen(RecordingListener.silent());
        var replies = new ArrayList<Reply>();
        a.scheduler()
                .execute(
                        () ->
                                a.transport()
                                        .exchange(
                                                silent.endpoint(),
                                                new byte[1],
                                                Duration.ofSeconds(3),
                                                replies::add));
        world.at(Duration.ofSeconds(1), () -> silent.crash(fate));
        world.runUntil(() -> !replies.isEmpty(), Duration.ofSeconds(5));
        return ((Reply.Failed) replies.getFirst()).reason();
    }

    private void send(int number) {
        var bytes = new byte[100];
        bytes[0] = (byte) number;
        var ports = a;
        ports.scheduler().execute(() -> ports.transport().send(hostB.endpoint(), bytes));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
