package io.starling.bench;

/// Whose agents.
enum Kind {
    SERF,
    STARLING
}
