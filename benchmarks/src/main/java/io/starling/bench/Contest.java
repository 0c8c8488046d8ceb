package io.starling.bench;

import io.starling.bench.agents.Agents;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The work that both kinds do: what is measured of one of them in one repetition.
///
/// Agents are new in each repetition, and serf's again for each burst: they go on telling of one
/// for minutes, which would be part of whatever came next.
final class Contest {
    private static final byte[] PAYLOAD = new byte[200];
    private static final int WARM_UPS = 20;
    /// What joining has started is over, and what an event has started too.
    private static final Duration SETTLED = Duration.ofSeconds(5);
    private static final Duration STILL = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(20);

    private static final List<Burst> BURSTS =
            List.of(
                    new Burst(1_000, Measure.BURST_DELIVERED_1000, Measure.BURST_LAST_1000),
                    new Burst(5_000, Measure.BURST_DELIVERED_5000, Measure.BURST_LAST_5000));

    private final Kind kind;
    private final Starter starter;
    private final Scores scores;

    @FunctionalInterface
    interface Starter {
        Agents start(int agents);
    }

    /// @param events one at a time
    /// @param idle how long nothing happens while CPU and datagrams are measured
    /// @param bursts whether there are any
    record Work(int agents, int events, Duration idle, boolean bursts) {}

    private record Burst(int events, Measure share, Measure last) {}

    Contest(Kind kind, Starter starter, Scores scores) {
        this.kind = kind;
        this.starter = starter;
        this.scores = scores;
    }

    void repetition(Work work) {
        try (var agents = formed(work.agents())) {
            warmUp(agents);
            Patience.sleep(SETTLED);
            double datagramsPerSecond = idle(agents, work.idle());
            single(agents, work.events(), datagramsPerSecond);
            if (work.bursts() && kind == Kind.STARLING) {
                BURSTS.forEach(burst -> measure(agents, burst));
            }
            failure(agents);
        }
        if (work.bursts() && kind == Kind.SERF) {
            for (var burst : BURSTS) {
                try (var agents = formed(work.agents())) {
                    measure(agents, burst);
                }
            }
        }
    }

    private Agents formed(int size) {
        var agents = starter.start(size);
        try {
            Patience.await(agents::everyoneKnowsEveryone, "the cluster to form");
            return agents;
        } catch (RuntimeException failed) {
            agents.close();
            throw failed;
        }
    }

    /// Just-in-time compilers of agents that run for months have done their work.
    private static void warmUp(Agents agents) {
        var singles = new SingleEvents(agents, PAYLOAD);
        try (var _ = agents.follow(singles)) {
            for (int i = 0; i < WARM_UPS; i++) {
                singles.fireToAll(i % agents.size());
            }
        }
    }

    /// @return datagrams a second of all agents
    private double idle(Agents agents, Duration time) {
        long datagrams = OwnNetwork.datagrams();
        var before = ProcessUse.of(agents.pids());
        long began = System.nanoTime();
        Patience.sleep(time);
        var after = ProcessUse.of(agents.pids());
        double seconds = (System.nanoTime() - began) / 1e9;
        scores.add(
                kind,
                Measure.IDLE_CPU,
                100 * (after.cpuSeconds() - before.cpuSeconds()) / seconds / agents.size());
        scores.add(kind, Measure.IDLE_MEMORY, after.residentMegabytes() / agents.size());
        return (OwnNetwork.datagrams() - datagrams) / seconds;
    }

    private void single(Agents agents, int events, double background) {
        var singles = new SingleEvents(agents, PAYLOAD);
        try (var _ = agents.follow(singles)) {
            var copies = agents.countCopies();
            long datagrams = OwnNetwork.datagrams();
            long began = System.nanoTime();
            var millis =
                    IntStream.range(0, events)
                            .mapToDouble(i -> singles.fireToAll(i % agents.size()) / 1e6)
                            .toArray();
            Patience.sleep(SETTLED);
            double expected = background * (System.nanoTime() - began) / 1e9;
            double pairs = (double) events * agents.size();
            scores.add(kind, Measure.FIRE_TO_ALL, Spread.of(Arrays.stream(millis)).median());
            if (OwnNetwork.isInside()) {
                scores.add(
                        kind,
                        Measure.DATAGRAMS,
                        (OwnNetwork.datagrams() - datagrams - expected) / pairs);
            }
            scores.add(kind, Measure.COPIES, copies.end() / pairs);
        }
    }

    /// All others are asked in turn, each until it knows.
    private void failure(Agents agents) {
        int killed = agents.size() - 1;
        long began = System.nanoTime();
        agents.kill(killed);
        for (int i = 0; i < killed; i++) {
            int observer = i;
            Patience.await(
                    () -> agents.seesFailed(observer, killed),
                    LOOK,
                    "an agent to find out that another was killed");
        }
        scores.add(kind, Measure.FAILURE, (System.nanoTime() - began) / 1e9);
    }

    private void measure(Agents agents, Burst burst) {
        var trial = BurstTrial.run(agents, burst.events(), PAYLOAD, STILL);
        double wanted = (double) burst.events() * agents.size();
        scores.add(kind, burst.share(), 100 * trial.delivered() / wanted);
        scores.add(kind, burst.last(), trial.lastMillis());
    }
}
