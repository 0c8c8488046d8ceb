package io.starling.agent.watch;

import io.starling.agent.config.WatchConfig.Handler.Script;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// Runs a program: the batch on its standard input, the rest in its environment.
///
/// A run ends with its process. What that left behind in the background lives on, unless the run
/// timed out: then its whole family ends. Standard output and error are read while it runs, and
/// only the last part is kept.
///
/// Thread-safe.
final class ScriptHandler implements Handler {
    static final int OUTPUT_BYTES_MAX = 4_096;

    /// For what is still in the pipe of a process that has ended.
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    /// How long a silent process is left alone between two looks at its output.
    private static final Duration LOOK_MIN = Duration.ofMillis(1);

    private static final Duration LOOK_MAX = Duration.ofMillis(50);

    private final Script script;
    private final NodeNames names;
    private final Errors errors;

    /// What is done with the standard error.
    enum Errors {
        /// It is read with the standard output, for a log.
        IN_OUTPUT,
        /// It is not read: the output is an answer.
        ASIDE
    }

    ScriptHandler(Script script, NodeNames names, Errors errors) {
        this.script = script;
        this.names = names;
        this.errors = errors;
    }

    @Override
    public Outcome run(Batch batch) {
        var builder = new ProcessBuilder(script.command());
        switch (errors) {
            case IN_OUTPUT -> builder.redirectErrorStream(true);
            case ASIDE -> builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        }
        var environment = builder.environment();
        Batch.VARIABLES.forEach(environment::remove);
        environment.putAll(batch.environment(names));
        environment.put("STARLING_NODE", names.self());
        try {
            return follow(ProcessFamily.start(builder, UUID.randomUUID().toString()), batch);
        } catch (IOException refused) {
            return new Outcome.Failed("cannot be started: " + refused.getMessage(), "");
        }
    }

    private Outcome follow(ProcessFamily family, Batch batch) {
        long startNanos = System.nanoTime();
        var process = family.founder();
        var tail = new Tail(OUTPUT_BYTES_MAX);
        var feeder = Thread.ofVirtual().start(() -> feed(process, batch));
        try {
            boolean ended = readWhile(process, tail);
            // A child may have the input that the process was not interested in. It is given the
            // time that is left to read it.
            if (ended && feeder.join(left(startNanos))) {
                int status = process.exitValue();
                var how = "exit status " + status;
                return status == 0
                        ? new Outcome.Done(how, tail.text())
                        : new Outcome.Failed(how, tail.text());
            }
            family.end();
            return new Outcome.TimedOut(tail.text());
        } catch (InterruptedException stopping) {
            family.end();
            Thread.currentThread().interrupt();
            return new Outcome.Stopped();
        }
    }

    private Duration left(long startNanos) {
        return script.timeout().minusNanos(System.nanoTime() - startNanos);
    }

    /// @return whether the process has ended in time
    private boolean readWhile(Process process, Tail tail) throws InterruptedException {
        var output = process.getInputStream();
        var reader = Thread.ofVirtual().start(() -> read(process, output, tail));
        try {
            boolean ended = process.waitFor(script.timeout().toNanos(), TimeUnit.NANOSECONDS);
            if (ended) {
                var _ = reader.join(LAST_WORDS);
            }
            return ended;
        } finally {
            // Else the JDK, once the process has ended, reads into memory for as long as any child
            // goes on writing.
            close(output);
        }
    }

    /// Reads what is there, and never waits for more: a child that outlives the process may hold
    /// the other end of the pipe open for ever.
    private static void read(Process process, InputStream output, Tail tail) {
        var buffer = new byte[8_192];
        var look = LOOK_MIN;
        try {
            for (boolean ended = false; !ended; ) {
                ended = process.waitFor(look.toNanos(), TimeUnit.NANOSECONDS);
                boolean silent = output.available() == 0;
                while (output.available() > 0) {
                    tail.add(buffer, Math.max(0, output.read(buffer, 0, buffer.length)));
                }
                look = silent ? longer(look) : LOOK_MIN;
            }
        } catch (IOException | InterruptedException closed) {
            // Nobody wants to know any more.
        }
    }

    private static void close(InputStream output) {
        try {
            output.close();
        } catch (IOException alreadyBroken) {
            // There is nothing to be read from it.
        }
    }

    /// A handler need not read its input.
    private static void feed(Process process, Batch batch) {
        try (var input = process.getOutputStream()) {
            input.write(batch.line());
        } catch (IOException notInterested) {
            // It has what it wanted.
        }
    }

    private static Duration longer(Duration look) {
        var longer = look.multipliedBy(2);
        return longer.compareTo(LOOK_MAX) < 0 ? longer : LOOK_MAX;
    }
}
