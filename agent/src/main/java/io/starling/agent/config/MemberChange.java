package io.starling.agent.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What may become of a member, as far as watches tell. A doubt is none of it: it passes, or it is
/// followed by a failure.
public enum MemberChange {
    JOIN,
    LEAVE,
    FAILED,
    UPDATE,
    REAP;

    /// The type of a watch for this change alone: `member-join`.
    public String type() {
        return "member-" + name().toLowerCase(Locale.ROOT);
    }

    static Optional<MemberChange> ofType(String type) {
        return Arrays.stream(values()).filter(change -> change.type().equals(type)).findAny();
    }
}
