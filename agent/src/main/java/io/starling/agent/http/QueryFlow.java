package io.starling.agent.http;

import io.starling.gossip.model.Answer;
import io.starling.gossip.model.Echo;
import io.starling.gossip.model.UserEvent;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What comes back to a query, as lines of JSON. The first says what was asked, the last that it is
/// over; between them each member has at most two, which bounds what waits for a slow client.
///
/// Confined to the HTTP loop.
final class QueryFlow implements Outflow {
    private final ArrayDeque<byte[]> lines = new ArrayDeque<>();
    private Runnable more = () -> {};
    private boolean over;

    void asked(UserEvent question) {
        var json = line("asked");
        json.put("ID", question.id().toString());
        json.put("Name", question.name());
        add(json);
    }

    void hear(Echo echo) {
        switch (echo) {
            case Echo.Heard(var member, var kind, var content) -> {
                var json = line(type(kind));
                json.put("Node", member.name());
                json.put("NodeID", member.id().toString());
                if (kind == Answer.Kind.ANSWERED || kind == Answer.Kind.FAILED) {
                    json.put("Payload", Base64.getEncoder().encodeToString(content));
                }
                add(json);
            }
            case Echo.Over(int acknowledged, int answered, boolean timedOut) -> {
                var json = line("end");
                json.put("Acks", acknowledged);
                json.put("Answers", answered);
                json.put("TimedOut", timedOut);
                over = true;
                add(json);
            }
        }
    }

    private static String type(Answer.Kind kind) {
        return switch (kind) {
            case PENDING -> "ack";
            case SILENT -> "silent";
            case ANSWERED -> "answer";
            case FAILED -> "error";
        };
    }

    private static Map<String, @Nullable Object> line(String type) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("Type", type);
        return json;
    }

    private void add(Map<String, @Nullable Object> json) {
        var text = Json.write(json, false);
        var line = Arrays.copyOf(text, text.length + 1);
        line[text.length] = '\n';
        lines.add(line);
        more.run();
    }

    @Override
    public void open(Runnable more) {
        this.more = more;
    }

    @Override
    public Optional<byte[]> next() {
        return Optional.ofNullable(lines.poll());
    }

    @Override
    public boolean isOver() {
        return over && lines.isEmpty();
    }

    /// A client that has gone leaves its question open until its timeout.
    @Override
    public void close() {
        more = () -> {};
    }
}
