package io.starling.agent.http;

import io.starling.agent.cluster.Cluster;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.Names;
import io.starling.gossip.node.CaseNote;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/// Why a member was doubted: who suspected it, when, on what evidence.
final class HistoryResource implements Resource {
    private final Cluster cluster;

    HistoryResource(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public List<Operation> operations() {
        return List.of(Operation.get("/v1/agent/history", this::history));
    }

    private CompletionStage<Reply> history(Request request) {
        var name = request.query().text("node");
        if (name.isEmpty()) {
            return Operation.now(Reply.text(400, "Missing node: GET /v1/agent/history?node=NAME"));
        }
        var members = cluster.members().stream().filter(row -> row.name().equals(name)).toList();
        return cluster.history(name)
                .thenApply(
                        notes ->
                                members.isEmpty() && notes.isEmpty()
                                        ? Reply.text(
                                                404,
                                                "there is no member \"%s\", and nothing is noted of one"
                                                        .formatted(Names.printable(name)))
                                        : Reply.json(request, json(name, members, notes)));
    }

    private Map<String, Object> json(String name, List<Member> members, List<CaseNote> notes) {
        var json = new LinkedHashMap<String, Object>();
        json.put("node", name);
        json.put("seen_by", cluster.self().name());
        json.put("members", members.stream().map(HistoryResource::json).toList());
        json.put("notes", notes.stream().map(HistoryResource::json).toList());
        return json;
    }

    private static Map<String, Object> json(Member member) {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", member.id().toString());
        json.put("address", member.endpoint().toString());
        json.put("status", MemberJson.word(member.status()));
        json.put("incarnation", member.incarnation().toString());
        return json;
    }

    private static Map<String, Object> json(CaseNote note) {
        var json = new LinkedHashMap<String, Object>();
        json.put(
                "time",
                Instant.EPOCH
                        .plus(note.wallMicros(), ChronoUnit.MICROS)
                        .truncatedTo(ChronoUnit.MILLIS)
                        .toString());
        json.put("age_seconds", note.age().toMillis() / 1e3);
        json.put("local_health", note.localHealth());
        json.put("kind", kind(note.what()));
        json.put("text", note.what().text());
        return json;
    }

    private static String kind(CaseNote.What what) {
        return switch (what) {
            case CaseNote.ProbeFailed _ -> "probe_failed";
            case CaseNote.Suspected _ -> "suspected";
            case CaseNote.Confirmed _ -> "confirmed";
            case CaseNote.Refuted _ -> "refuted";
            case CaseNote.DeclaredFailed _ -> "failed";
            case CaseNote.Departed _ -> "left";
            case CaseNote.Returned _ -> "returned";
            case CaseNote.Moved _ -> "moved";
            case CaseNote.Forgotten _ -> "forgotten";
        };
    }
}
