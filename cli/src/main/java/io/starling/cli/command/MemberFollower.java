package io.starling.cli.command;

import io.starling.cli.AgentClient;
import io.starling.cli.AgentException;
import io.starling.cli.Json;
import io.starling.cli.Output;
import io.starling.cli.Request;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Looks at the agent's members again and again, and tells what has become of them.
///
/// Confined to one thread.
final class MemberFollower {
    static final String ALL = "members";
    static final List<String> TYPES =
            List.of(
                    ALL,
                    "member-join",
                    "member-leave",
                    "member-failed",
                    "member-update",
                    "member-reap");

    private static final Duration ROUND = Duration.ofSeconds(1);

    private final AgentClient client;
    private final Output output;
    private final Absence absence;
    private final News.Sink sink;
    private final String type;

    /// @param type one of [#TYPES]
    MemberFollower(AgentClient client, Output output, News.Sink sink, String type) {
        this.client = client;
        this.output = output;
        this.absence = new Absence(client.address().toString(), output);
        this.sink = sink;
        this.type = type;
    }

    /// Follows until nobody takes the news any more, beginning with the next change.
    ///
    /// @throws AgentException if the first query fails, or a later one for a reason that will not
    ///     pass
    void follow() throws InterruptedException {
        var diff = new MemberDiff(ask());
        while (step(diff)) {
            Thread.sleep(ROUND);
        }
    }

    private boolean step(MemberDiff diff) throws InterruptedException {
        Json members;
        try {
            members = ask();
        } catch (AgentException failed) {
            if (!failed.isPassing()) {
                throw failed;
            }
            absence.begin(failed);
            return output.flush();
        }
        if (absence.isAway()) {
            absence.end();
            absence.calm();
            output.note("changes of members may have been missed");
            diff.reset(members);
        }
        var news = diff.advance(members).stream().filter(this::isWanted).toList();
        return news.isEmpty() ? output.flush() : sink.take(news, Map.of());
    }

    private boolean isWanted(News news) {
        return type.equals(ALL) || type.equals(news.json().field("Type").text());
    }

    private Json ask() {
        return client.ask(Request.get("/agent/members")).json();
    }
}
