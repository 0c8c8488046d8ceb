package io.starling.gossip.store;

/// The types of records. A number is never given to something else.
final class RecordType {
    static final int CLOCK = 1;
    static final int KNOWN = 2;
    static final int GONE = 3;
    static final int DEPARTED = 4;

    /// Of a known member without its name: id, address, port, status.
    static final int KNOWN_FIXED_BYTES = 16 + 16 + 2 + 1;

    private RecordType() {}
}
