package io.starling.agent.watch;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/*
 * Who belongs to a run? Its process's descendants, as long as the chain of parents is whole. A child
 * whose parent has ended has another parent, one that has called setsid another process group; but
 * the environment they inherited has the mark of the run still. So the family is the descendants
 * and all who bear the mark. Two get away: one that has cleared its environment and lost its parent,
 * and a chain of children each of which lives for less than a look at all processes takes. A control
 * group would hold both, but needs a privilege that agents do not have.
 */

/// A process that the agent started, and everything that this process started.
final class ProcessFamily {
    /// The variable that marks all processes of a run.
    static final String MARK = "STARLING_RUN";

    private static final Logger LOG = LoggerFactory.getLogger(ProcessFamily.class);
    private static final Path PROCESSES = Path.of("/proc");

    /// Who forks while it is being ended is found in the next pass.
    private static final int PASSES_MAX = 50;

    private static final Duration PASS = Duration.ofMillis(20);

    private final Process founder;
    private final String mark;

    private ProcessFamily(Process founder, String run) {
        this.founder = founder;
        this.mark = MARK + "=" + run + "\0";
    }

    /// @param run in ASCII, and unlike that of any other run on this host
    /// @throws IOException if there is no such program, or it may not be run
    static ProcessFamily start(ProcessBuilder builder, String run) throws IOException {
        builder.environment().put(MARK, run);
        return new ProcessFamily(builder.start(), run);
    }

    Process founder() {
        return founder;
    }

    /// Ends all of them, without asking. Returns when none is left, or after a second.
    void end() {
        for (int pass = 0; pass < PASSES_MAX; pass++) {
            var living = living();
            if (living.isEmpty()) {
                return;
            }
            living.forEach(ProcessHandle::destroyForcibly);
            await(living);
        }
        LOG.warn("processes that cannot be ended: {}", living());
    }

    private Set<ProcessHandle> living() {
        var family = new LinkedHashSet<ProcessHandle>();
        family.add(founder.toHandle());
        founder.descendants().forEach(family::add);
        family.addAll(marked());
        family.removeIf(process -> !process.isAlive());
        return family;
    }

    private Set<ProcessHandle> marked() {
        var found = new LinkedHashSet<ProcessHandle>();
        if (!Files.isDirectory(PROCESSES)) {
            // A system without /proc: the descendants have to do.
            return found;
        }
        try (var entries = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (var entry : entries) {
                if (isMarked(entry)) {
                    pid(entry).flatMap(ProcessHandle::of).ifPresent(found::add);
                }
            }
        } catch (IOException unreadable) {
            LOG.warn("the list of processes cannot be read: {}", unreadable.toString());
        }
        return found;
    }

    private boolean isMarked(Path process) {
        try {
            // One character a byte, whatever else is in there.
            var environment = Files.readAllBytes(process.resolve("environ"));
            return new String(environment, StandardCharsets.ISO_8859_1).contains(mark);
        } catch (IOException goneOrNotOurs) {
            return false;
        }
    }

    private static Optional<Long> pid(Path process) {
        try {
            return Optional.of(Long.parseLong(String.valueOf(process.getFileName())));
        } catch (NumberFormatException other) {
            return Optional.empty();
        }
    }

    private static void await(Set<ProcessHandle> processes) {
        var ends = processes.stream().map(ProcessHandle::onExit);
        var all = CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
        var _ = all.completeOnTimeout(null, PASS.toNanos(), TimeUnit.NANOSECONDS).join();
    }
}
