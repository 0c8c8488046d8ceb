package io.starling.bench;

import io.starling.bench.agents.Agents;
import io.starling.bench.agents.SerfAgents;
import io.starling.bench.agents.SerfProgram;
import io.starling.bench.agents.StarlingAgents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The same work with agents of serf and with ours, in turn, each with its default settings.
final class CompareBench {
    private static final int COMMANDS = 10;
    private static final int COMMAND_AGENTS = 3;

    private final SerfProgram serf;
    private final String launcher;
    private final Scores scores = new Scores();
    private final Contest theirs;
    private final Contest ours;

    private CompareBench(SerfProgram serf, String launcher) {
        this.serf = serf;
        this.launcher = launcher;
        theirs = new Contest(Kind.SERF, this::serfs, scores);
        ours = new Contest(Kind.STARLING, this::starlings, scores);
    }

    /// @param args the whole command, to start it again in a network of its own
    /// @return the exit status
    static int run(String[] args, Flags flags) {
        int nodes = flags.number("nodes", 30, 3, 100);
        int repetitions = flags.number("repetitions", 5, 1, 100);
        int events = flags.number("events", 15, 1, 100);
        int idle = flags.number("idle", 30, 1, 3_600);
        var work =
                new Contest.Work(nodes, events, Duration.ofSeconds(idle), !flags.has("no-bursts"));
        var serf = SerfProgram.find(flags.text("serf", ""));
        if (serf.isEmpty()) {
            System.out.println(
                    "skipped: there is no serf on the PATH; install it (Debian: apt-get install"
                            + " serf) or name it with -serf=FILE");
            return 0;
        }
        var launcher = Launcher.find(flags);
        var inside = OwnNetwork.enter(args);
        if (inside.isPresent()) {
            return inside.getAsInt();
        }
        new CompareBench(serf.get(), launcher).compare(work, repetitions);
        return 0;
    }

    private void compare(Contest.Work work, int repetitions) {
        System.out.printf(
                "serf %s and starling, %d agents each, default settings, %d repetitions in turn on"
                        + " 127.0.0.1%s%n",
                serf.version(),
                work.agents(),
                repetitions,
                OwnNetwork.isInside()
                        ? " of a network of their own"
                        : "; datagrams are not counted: this system gives no network of one's own"
                                + " (as root: unshare --net)");
        try {
            for (int i = 0; i < repetitions; i++) {
                // Each is the first as often as the other.
                repetition(i % 2 == 0 ? List.of(theirs, ours) : List.of(ours, theirs), work);
                System.out.printf("repetition %d of %d is done%n", i + 1, repetitions);
            }
            commands(repetitions);
        } finally {
            // What was measured is worth showing even if a later repetition failed.
            scores.print();
        }
    }

    private static void repetition(List<Contest> inTurn, Contest.Work work) {
        inTurn.forEach(contest -> contest.repetition(work));
    }

    private Agents serfs(int size) {
        return new SerfAgents(serf.command(), size);
    }

    private Agents starlings(int size) {
        return new StarlingAgents(launcher, size, Optional.empty());
    }

    /// One process after the other, theirs and ours in turn, while a few agents of both run.
    private void commands(int repetitions) {
        try (var serfs = serfs(COMMAND_AGENTS);
                var starlings = starlings(COMMAND_AGENTS)) {
            for (int i = 0; i < Math.max(COMMANDS, repetitions); i++) {
                scores.add(Kind.SERF, Measure.COMMAND, millis(serfs.eventCommand("command")));
                scores.add(
                        Kind.STARLING, Measure.COMMAND, millis(starlings.eventCommand("command")));
            }
        }
    }

    private static double millis(List<String> command) {
        long began = System.nanoTime();
        try {
            var process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            int status = process.onExit().join().exitValue();
            if (status != 0) {
                throw new IllegalArgumentException(
                        "%s ended with status %d".formatted(String.join(" ", command), status));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return (System.nanoTime() - began) / 1e6;
    }
}
