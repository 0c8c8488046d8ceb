package io.starling.gossip.model;

import java.nio.charset.StandardCharsets;

/// Events for tests, told apart by boot and sequence.
public final class TestEvents {
    private TestEvents() {}

    public static OriginBoot boot(long number) {
        return new OriginBoot(number, ~number);
    }

    public static NodeId node(long number) {
        return new NodeId(number, -number);
    }

    public static Endpoint endpoint(int number) {
        return Endpoint.of(new byte[] {127, 0, 0, (byte) number}, 7_000 + number);
    }

    public static EventRange range(OriginBoot boot, long from, long to) {
        return new EventRange(boot, from, to);
    }

    public static UserEvent event(OriginBoot boot, long sequence) {
        return event(boot, sequence, new LamportTime(sequence));
    }

    public static UserEvent event(OriginBoot boot, long sequence, LamportTime time) {
        return new UserEvent(
                new EventId(boot.ordinal(), sequence),
                new EventKey(boot, sequence),
                time,
                node(boot.ordinal()),
                "deploy",
                (boot + "#" + sequence).getBytes(StandardCharsets.UTF_8),
                EventFilters.NONE,
                0);
    }

    /// @param bytes of the wire form
    public static EncodedEvent encoded(OriginBoot boot, long sequence, int bytes) {
        return new EncodedEvent(event(boot, sequence), new byte[bytes]);
    }

    public static EncodedEvent encoded(OriginBoot boot, long sequence) {
        return encoded(boot, sequence, 100);
    }
}
