package io.starling.gossip.model;

/// The highest sequence of an origin boot that a member knows of; rides on acks, so that the last
/// event of a series, which leaves no visible gap, is missed for one probe interval at most.
///
/// @param sequence at least 1
public record EventMark(OriginBoot boot, long sequence) {

    public EventMark {
        if (sequence < 1) {
            throw new IllegalArgumentException("sequence must be at least 1, was " + sequence);
        }
    }
}
