package io.starling.gossip.model;

/// Who is meant by an event: patterns that a receiver holds against its own name, services and
/// tags. The empty string matches everyone. The core carries them; what they mean is the receiver's
/// matter.
public record EventFilters(String node, String service, String tag) {
    public static final EventFilters NONE = new EventFilters("", "", "");
}
