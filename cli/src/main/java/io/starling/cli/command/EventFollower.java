package io.starling.cli.command;

import io.starling.cli.AgentClient;
import io.starling.cli.AgentException;
import io.starling.cli.Output;
import io.starling.cli.Request;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// Asks for the next list again and again, and prints what is new, for as long as somebody reads
/// it.
///
/// Confined to one thread.
final class EventFollower {
    /// How long one query waits at the agent. Short, so that a connection that died without a word
    /// is noticed; long, so that idle watches cost an agent nothing.
    static final Duration WAIT = Duration.ofMinutes(1);

    private static final Duration PAUSE_MIN = Duration.ofMillis(250);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(5);

    /// A server that answers a blocking query with nothing new sooner than this does not block.
    private static final Duration HASTE = Duration.ofSeconds(1);

    private final AgentClient client;
    private final Output output;
    private final Request query;
    private Duration pause = PAUSE_MIN;
    private boolean away;

    EventFollower(AgentClient client, Output output, Optional<String> name) {
        this.client = client;
        this.output = output;
        var all = Request.get("/event/list");
        this.query = name.map(n -> all.with("name", n)).orElse(all);
    }

    /// Follows until nobody takes the output any more.
    ///
    /// @param backlog whether to begin with what the agent already has
    /// @throws AgentException if the first query fails, or a later one for a reason that will not
    ///     pass
    /// @throws InterruptedException if the thread is
    void follow(boolean backlog) throws InterruptedException {
        var start = ask(query);
        if (backlog && !print(start.events)) {
            return;
        }
        var cursor = new EventCursor(start.index);
        while (step(cursor)) {
            // The cursor moves on.
        }
    }

    /// @return whether somebody still reads
    private boolean step(EventCursor cursor) throws InterruptedException {
        long startNanos = System.nanoTime();
        Listing listing;
        try {
            listing = ask(query.with("index", cursor.index()).with("wait", WAIT.toSeconds() + "s"));
        } catch (AgentException failed) {
            if (!failed.isPassing()) {
                throw failed;
            }
            lose(failed);
            return output.flush();
        }
        boolean unchanged = listing.index.equals(cursor.index());
        var step = cursor.advance(listing.events, listing.index);
        find(step);
        if (unchanged && System.nanoTime() - startNanos < HASTE.toNanos()) {
            await();
        } else {
            pause = PAUSE_MIN;
        }
        return print(step.news());
    }

    private void lose(AgentException failure) throws InterruptedException {
        if (!away) {
            output.note(
                    "the agent at %s is away: %s"
                            .formatted(client.address(), failure.getMessage()));
            output.note("trying again until it is back");
        }
        away = true;
        await();
    }

    private void find(EventCursor.Step step) {
        if (away) {
            output.note("the agent at %s answers again".formatted(client.address()));
        }
        // On a living connection an emptied list is harmless: a query of this name was waiting all
        // the time, and events of other names have pushed the old ones out.
        if (step.lost() && (away || !step.news().isEmpty())) {
            output.note(
                    "the last event seen is no longer in the agent's list:"
                            + " events may have been missed");
        }
        away = false;
    }

    private void await() throws InterruptedException {
        Thread.sleep(pause);
        var longer = pause.multipliedBy(2);
        pause = longer.compareTo(PAUSE_MAX) < 0 ? longer : PAUSE_MAX;
    }

    /// @return whether somebody still reads
    private boolean print(List<ServedEvent> events) {
        for (var event : events) {
            if (output.isJson()) {
                output.json(event.json());
            } else {
                output.line(line(event));
            }
        }
        return output.flush();
    }

    private static String line(ServedEvent event) {
        var now =
                LocalDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.MILLIS).toString();
        var payload = event.payloadBase64().isEmpty() ? "" : "  " + event.shownPayload();
        return "%s  LTime %s  %s  %s%s"
                .formatted(
                        now,
                        Output.printable(event.lamportTime()),
                        Output.printable(event.name()),
                        Output.printable(event.id()),
                        payload);
    }

    private Listing ask(Request request) {
        var answer = client.ask(request);
        var index =
                answer.index()
                        .orElseThrow(
                                () ->
                                        AgentException.notAnAgent(
                                                "the answer of %s is no agent's: it has no X-Consul-Index"
                                                        .formatted(client.address())));
        return new Listing(answer.json().items().stream().map(ServedEvent::of).toList(), index);
    }

    private record Listing(List<ServedEvent> events, String index) {}
}
