package io.starling.gossip.model;

/// What is believed of a member. `ALIVE` and `SUSPECT` members take part; the others are
/// remembered.
public enum Status {
    ALIVE,
    /// Silent, and given time to refute (SWIM §4.2).
    SUSPECT,
    /// Said goodbye.
    LEFT,
    /// Silent for longer than a suspicion lasts.
    DEAD;

    public boolean takesPart() {
        return this == ALIVE || this == SUSPECT;
    }
}
