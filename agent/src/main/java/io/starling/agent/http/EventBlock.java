package io.starling.agent.http;

import io.starling.agent.event.LogEntry;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// An entry of the log as a block of a stream of server-sent events, still without its id.
///
/// Events have no type, so that the simplest client gets them; gaps are of the type `gap`.
final class EventBlock {
    private EventBlock() {}

    static byte[] of(LogEntry entry) {
        return switch (entry) {
            case LogEntry.Happened(var event) -> block("", EventJson.listed(event));
            case LogEntry.Gap gap -> block("event: gap\n", json(gap));
        };
    }

    private static byte[] block(String type, Map<String, @Nullable Object> json) {
        var block = new ByteArrayOutputStream(512);
        block.writeBytes((type + "data: ").getBytes(StandardCharsets.US_ASCII));
        block.writeBytes(Json.write(json, false));
        block.write('\n');
        return block.toByteArray();
    }

    private static Map<String, @Nullable Object> json(LogEntry.Gap gap) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        switch (gap) {
            case LogEntry.Missing(var range) -> {
                json.put("reason", "missing");
                json.put("events", range.count());
                json.put("boot", range.boot().toString());
                json.put("from", range.from());
                json.put("to", range.to());
                json.put("text", "did not reach this node in time; they may still come");
            }
            case LogEntry.Overrun(long events) -> {
                json.put("reason", "overrun");
                json.put("events", events);
                json.put("text", "came faster than this agent took them, and are lost to it");
            }
            case LogEntry.Evicted(long entries) -> {
                json.put("reason", "evicted");
                json.put("events", entries);
                json.put(
                        "text",
                        "of all names, no longer kept: at most that many of yours are missing");
            }
            case LogEntry.Elsewhere() -> {
                json.put("reason", "elsewhere");
                json.put("events", null);
                json.put(
                        "text",
                        "the cursor is of another run of this agent or of another agent; what"
                                + " follows is all that is kept here");
            }
        }
        return json;
    }
}
