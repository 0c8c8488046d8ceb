package io.starling.bench.agents;

import java.util.List;

/// A running cluster of agents of one kind.
///
/// Everything is asked of the agents themselves, by the interface that they have for programs.
/// Thread-safe as far as one thread measures while others carry what the agents say.
public interface Agents extends AutoCloseable {

    /// Hears of events when an agent's answer with them was read, on any thread.
    @FunctionalInterface
    interface Witness {
        /// @param nanos of [System#nanoTime] when its first byte was there
        void onEvent(int agent, String name, long nanos);
    }

    /// Ends the following; nothing is reported after it.
    interface Following extends AutoCloseable {
        @Override
        void close();
    }

    /// Copies of events since the counting began.
    @FunctionalInterface
    interface Copies {
        double end();
    }

    int size();

    boolean everyoneKnowsEveryone();

    /// Tells the witness of every event from now on, at every agent.
    Following follow(Witness witness);

    /// Fires at one agent and waits until it accepted.
    ///
    /// @return how often it refused before, being busy
    int fire(int agent, String name, byte[] payload);

    /// @return events that were handed out by one agent so far
    long delivered(int agent);

    /// Begins to count the copies of events that arrive at all agents, repeats included. May wait
    /// until it can, and again at the end.
    Copies countCopies();

    boolean seesFailed(int observer, int failed);

    /// Ends an agent as a power failure would.
    void kill(int agent);

    /// @return what a person would type to fire an event at the first agent
    List<String> eventCommand(String name);

    /// @return of the agents that run
    List<Long> pids();

    /// Ends all agents and removes their files.
    @Override
    void close();
}
