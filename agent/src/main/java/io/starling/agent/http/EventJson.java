package io.starling.agent.http;

import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.UserEvent;

import org.jspecify.annotations.Nullable;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/// An event as clients see it: exactly eight fields, in this order.
public final class EventJson {
    private static final int VERSION = 1;

    private EventJson() {}

    public static Map<String, @Nullable Object> listed(UserEvent event) {
        return of(event, event.time());
    }

    /// Clients know that an event has no time yet when its fire is answered.
    static Map<String, @Nullable Object> fired(UserEvent event) {
        return of(event, LamportTime.ZERO);
    }

    private static Map<String, @Nullable Object> of(UserEvent event, LamportTime time) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("ID", event.id().toString());
        json.put("Name", event.name());
        json.put(
                "Payload",
                event.payload().length == 0
                        ? null
                        : Base64.getEncoder().encodeToString(event.payload()));
        json.put("NodeFilter", event.filters().node());
        json.put("ServiceFilter", event.filters().service());
        json.put("TagFilter", event.filters().tag());
        json.put("Version", VERSION);
        json.put("LTime", new java.math.BigInteger(time.toString()));
        return json;
    }
}
