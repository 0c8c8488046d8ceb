package io.starling.bench.agents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/// What serf's agents count of themselves: on SIGUSR1 each writes its sums over intervals of 10 s,
/// those of the last minute, to its log.
///
/// Messages that an agent received are user events, queries and intents, each copy counted. When
/// nobody joins or leaves and nobody asks, they are events.
final class SerfTelemetry {
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration KEPT = Duration.ofSeconds(50);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final Pattern RECEIVED =
            Pattern.compile(
                    "\\[(\\S+ \\S+) \\+0000 UTC]\\[S] '[^']*serf\\.msgs\\.received': Count:"
                            + " (\\d+)");

    private final Children children;
    private final int agents;

    SerfTelemetry(Children children, int agents) {
        this.children = children;
        this.agents = agents;
    }

    /// Begins with the next interval, and waits for it.
    Agents.Copies begin() {
        var begin = next(Instant.now());
        sleepUntil(begin);
        return () -> copiesSince(begin);
    }

    private double copiesSince(Instant begin) {
        var end = next(Instant.now());
        if (Duration.between(begin, end).compareTo(KEPT) > 0) {
            throw new IllegalArgumentException(
                    "serf remembers what it counted for %d s, and this took %d: give fewer -events"
                            .formatted(KEPT.toSeconds(), Duration.between(begin, end).toSeconds()));
        }
        // What belongs to the last interval is in the dump once the next one has begun.
        sleepUntil(end.plusMillis(200));
        signal();
        var last = label(end.minus(INTERVAL));
        double copies = 0;
        for (int i = 0; i < agents; i++) {
            int agent = i;
            await(() -> children.output(agent).contains("[" + last));
            copies += copies(children.output(agent), begin);
        }
        return copies;
    }

    private static double copies(String log, Instant begin) {
        return RECEIVED.matcher(log)
                .results()
                .filter(found -> !time(found.group(1)).isBefore(begin))
                .mapToDouble(found -> Double.parseDouble(found.group(2)))
                .sum();
    }

    private void signal() {
        var command = new ArrayList<>(List.of("kill", "-USR1"));
        children.pids().forEach(pid -> command.add(String.valueOf(pid)));
        try {
            new ProcessBuilder(command).inheritIO().start().onExit().join();
        } catch (IOException refused) {
            throw new UncheckedIOException("cannot signal serf's agents", refused);
        }
    }

    private static Instant next(Instant now) {
        long seconds = INTERVAL.toSeconds();
        return Instant.ofEpochSecond((now.getEpochSecond() / seconds + 1) * seconds);
    }

    private static String label(Instant interval) {
        return TIME.format(LocalDateTime.ofInstant(interval, ZoneOffset.UTC));
    }

    private static Instant time(String label) {
        return LocalDateTime.parse(label, TIME).toInstant(ZoneOffset.UTC);
    }

    private static void sleepUntil(Instant when) {
        await(() -> !Instant.now().isBefore(when));
    }

    private static void await(BooleanSupplier condition) {
        long began = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - began > INTERVAL.plus(PATIENCE).toNanos()) {
                throw new IllegalArgumentException("serf's agents did not write what they counted");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
