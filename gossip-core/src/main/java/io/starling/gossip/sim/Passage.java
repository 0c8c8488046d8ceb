package io.starling.gossip.sim;

/// What the faults of the moment make of one datagram. Reused for every datagram.
final class Passage {
    /// Beyond it a stream has long given up.
    static final int RETRANSMISSIONS_MAX = 10;

    int from;
    int to;
    int bytes;
    boolean lost;
    boolean repeated;
    boolean corrupted;
    long extraNanos;

    void begin(int from, int to, int bytes) {
        this.from = from;
        this.to = to;
        this.bytes = bytes;
        lost = false;
        repeated = false;
        corrupted = false;
        extraNanos = 0;
    }
}
