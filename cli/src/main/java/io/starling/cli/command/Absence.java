package io.starling.cli.command;

import io.starling.cli.AgentException;
import io.starling.cli.Output;

import java.time.Duration;

/// The times at which the agent does not answer: told of once, and waited out with growing pauses.
///
/// Confined to the thread that follows.
final class Absence {
    private static final Duration PAUSE_MIN = Duration.ofMillis(250);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(5);

    private final String agent;
    private final Output output;
    private Duration pause = PAUSE_MIN;
    private boolean away;

    /// @param agent its address
    Absence(String agent, Output output) {
        this.agent = agent;
        this.output = output;
    }

    boolean isAway() {
        return away;
    }

    /// Tells that the agent is away, and waits a little.
    void begin(AgentException failure) throws InterruptedException {
        if (!away) {
            output.note("the agent at %s is away: %s".formatted(agent, failure.getMessage()));
            output.note("trying again until it is back");
        }
        away = true;
        await();
    }

    void end() {
        if (away) {
            output.note("the agent at %s answers again".formatted(agent));
        }
        away = false;
    }

    /// Each time for longer, until [#calm].
    void await() throws InterruptedException {
        Thread.sleep(pause);
        var longer = pause.multipliedBy(2);
        pause = longer.compareTo(PAUSE_MAX) < 0 ? longer : PAUSE_MAX;
    }

    void calm() {
        pause = PAUSE_MIN;
    }
}
