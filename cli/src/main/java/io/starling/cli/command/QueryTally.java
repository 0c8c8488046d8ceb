package io.starling.cli.command;

import io.starling.cli.AgentException;
import io.starling.cli.Json;
import io.starling.cli.Output;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.TreeSet;

/// What came back to a query so far. How many nodes it is for nobody knows; how many said so is
/// counted here.
final class QueryTally {
    /// Of those that kept silent, named at the end.
    private static final int NAMED_MAX = 10;

    private final TreeSet<String> promised = new TreeSet<>();
    private int acknowledged;
    private int answered;
    private int failed;
    private int silent;
    private boolean over;

    /// One line of the agent's answer.
    void add(Json line) {
        var node = line.field("Node").text();
        switch (line.field("Type").text()) {
            case "ack" -> {
                acknowledged++;
                promised.add(node);
            }
            case "silent" -> {
                acknowledged++;
                silent++;
            }
            case "answer" -> {
                keepsPromise(node);
                answered++;
            }
            case "error" -> {
                keepsPromise(node);
                failed++;
            }
            case "end" -> over = true;
            default -> {
                // The head, or something of a newer release.
            }
        }
    }

    /// An answer that overtook its acknowledgement is one.
    private void keepsPromise(String node) {
        if (!promised.remove(node)) {
            acknowledged++;
        }
    }

    /// @throws AgentException if the agent ended the stream before the query was over
    void requireOver() {
        if (!over) {
            throw AgentException.notAnAgent("the agent ended before the query was over");
        }
    }

    String progress() {
        return "%d acknowledged, %d answered".formatted(acknowledged, answered)
                + (failed > 0 ? ", %d failed".formatted(failed) : "");
    }

    String summary() {
        var text = new StringBuilder(progress());
        if (silent > 0) {
            text.append("; %d have no handler for it".formatted(silent));
        }
        if (!promised.isEmpty()) {
            var names = promised.stream().limit(NAMED_MAX).map(Output::printable).toList();
            text.append("; no answer from ").append(String.join(", ", names));
            if (promised.size() > NAMED_MAX) {
                text.append(" and %d others".formatted(promised.size() - NAMED_MAX));
            }
        }
        return text.toString();
    }

    /// 0 if anybody answered, or if all that it is for have no handler.
    int exitStatus() {
        boolean heardByAll = acknowledged > 0 && silent == acknowledged;
        return answered > 0 || heardByAll ? 0 : 1;
    }

    /// What a node answered.
    static String text(Json line) {
        try {
            return new String(
                    Base64.getDecoder().decode(line.field("Payload").text()),
                    StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            throw AgentException.notAnAgent("an answer is no base64: it is no agent's");
        }
    }
}
