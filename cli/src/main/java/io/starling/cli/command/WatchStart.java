package io.starling.cli.command;

/// What a watch of events begins with.
enum WatchStart {
    /// The next event.
    NOW,
    /// What the agent has.
    BACKLOG,
    /// What the agent has, be it nothing, and all of it again after each time that the agent was
    /// away: Consul's contract.
    CONSUL
}
