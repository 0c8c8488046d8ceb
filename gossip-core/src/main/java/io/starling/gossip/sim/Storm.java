package io.starling.gossip.sim;

import io.starling.gossip.model.EventRequest;
import io.starling.gossip.model.Status;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SplittableRandom;

/// Does to a cluster what a seed draws, one thing every few seconds, while nodes fire events.
final class Storm {
    private static final Logger log = LoggerFactory.getLogger(Campaign.class);

    private static final int PAYLOAD_BYTES_MAX = 300;
    private static final int FLOOD_MAX = 500;

    private final SimCluster cluster;
    private final SplittableRandom dice;
    private final Mix mix;
    private final FaultDraw faults;
    /// How often each kind of fault struck.
    private final SortedMap<String, Integer> strikes;
    private long endsAt;

    Storm(SimCluster cluster, Mix mix, SplittableRandom dice, SortedMap<String, Integer> strikes) {
        this.cluster = cluster;
        this.mix = mix;
        this.dice = dice;
        this.strikes = strikes;
        this.faults = new FaultDraw(cluster, mix, dice.split());
    }

    /// Faults and events for `duration`. Some of the faults outlast it.
    void rage(Duration duration) {
        endsAt = cluster.world().nanos() + duration.toNanos();
        strikeLater();
        fireLater();
        cluster.runFor(duration);
    }

    void fireForAWhile(Duration duration) {
        endsAt = cluster.world().nanos() + duration.toNanos();
        fireLater();
        cluster.runFor(duration);
    }

    /// The operators of another cluster give this one's addresses as seeds, and reuse one.
    void mistake(SimCluster other) {
        var wrong = List.of(any(cluster.nodes()).host().endpoint().toString());
        any(other.nodes()).run().ifPresent(run -> run.handle().join(wrong));
        var here = any(cluster.nodes());
        var there = any(other.nodes());
        var reused = here.host().endpoint();
        cluster.restartElsewhere(cluster.nodes().indexOf(here), Fault.DiskFate.KEPT);
        there.kill(Fault.DiskFate.KEPT);
        there.host().move(reused);
        there.revive();
    }

    private void strikeLater() {
        later(500 + dice.nextInt(7_000), this::strike);
    }

    private void strike() {
        switch (mix) {
            case ALL -> strikeInAnyWay();
            case HISTORY -> {
                if (dice.nextInt(8) == 0) {
                    forceLeave();
                } else {
                    injectFault();
                }
            }
        }
        strikeLater();
    }

    private void strikeInAnyWay() {
        switch (dice.nextInt(12)) {
            case 0 -> flood();
            case 1 -> flap();
            case 2 -> forceLeave();
            default -> injectFault();
        }
    }

    private void injectFault() {
        var fault = faults.draw();
        var lasting = faults.lasting(fault);
        log.debug("{} {} for {}", cluster.world().now(), fault, lasting);
        strikes.merge(kindOf(fault), 1, Integer::sum);
        cluster.inject(fault, lasting);
    }

    private static String kindOf(Fault fault) {
        var kind = fault.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        return fault instanceof Fault.Restart(_, var disk, var moved)
                ? "%s (disk %s%s)"
                        .formatted(
                                kind,
                                disk.name().toLowerCase(Locale.ROOT),
                                moved ? ", elsewhere" : "")
                : kind;
    }

    private void flood() {
        var source = any(cluster.nodes());
        int count = 50 + dice.nextInt(FLOOD_MAX);
        log.debug("{} {} fires {} events", cluster.world().now(), source.name(), count);
        for (int i = 0; i < count; i++) {
            fireAt(source);
        }
    }

    /// A partition that comes and goes.
    private void flap() {
        var partition = faults.partition();
        log.debug("{} {} flaps", cluster.world().now(), partition);
        int times = 3 + dice.nextInt(8);
        for (int i = 0; i < times; i++) {
            var lasting = Duration.ofMillis(100 + dice.nextInt(1_400));
            later(1_500 * i, () -> cluster.inject(partition, lasting));
        }
    }

    /// An operator says goodbye for somebody: mostly for one that failed as far as the asked node
    /// knows, which may be wrong.
    private void forceLeave() {
        var asked = any(cluster.nodes());
        if (!asked.takesPart()) {
            return;
        }
        var handle = asked.run().orElseThrow().handle();
        var all = handle.members();
        var failed = all.stream().filter(row -> row.status() == Status.DEAD).toList();
        var gone = any(failed.isEmpty() ? all : failed).name();
        boolean prune = dice.nextBoolean();
        log.debug(
                "{} {} declares {} left{}",
                cluster.world().now(),
                asked.name(),
                gone,
                prune ? ", to be forgotten" : "");
        strikes.merge(prune ? "force-leave (prune)" : "force-leave", 1, Integer::sum);
        handle.forceLeave(gone, prune);
    }

    private void fireLater() {
        later(20 + dice.nextInt(1_500), this::fireAnywhere);
    }

    private void fireAnywhere() {
        fireAt(any(cluster.nodes()));
        fireLater();
    }

    private void fireAt(SimNode node) {
        if (node.takesPart()) {
            var payload = new byte[dice.nextInt(PAYLOAD_BYTES_MAX)];
            dice.nextBytes(payload);
            node.fire(EventRequest.of("deploy", payload));
        }
    }

    private void later(int millis, Runnable action) {
        var delay = Duration.ofMillis(millis);
        if (cluster.world().nanos() + delay.toNanos() < endsAt) {
            cluster.world().at(delay, action);
        }
    }

    private <T> T any(List<T> list) {
        return list.get(dice.nextInt(list.size()));
    }
}
