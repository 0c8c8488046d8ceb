package io.starling.cli.command;

import io.starling.cli.AgentClient;
import io.starling.cli.AgentException;
import io.starling.cli.Output;
import io.starling.cli.Request;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Asks for the next list again and again, and tells what is new, for as long as somebody takes it.
///
/// Confined to one thread.
final class EventFollower {
    /// How long one query waits at the agent. Short, so that a connection that died without a word
    /// is noticed; long, so that idle watches cost an agent nothing.
    static final Duration WAIT = Duration.ofMinutes(1);

    /// A server that answers a blocking query with nothing new sooner than this does not block.
    private static final Duration HASTE = Duration.ofSeconds(1);

    private final AgentClient client;
    private final Output output;
    private final Absence absence;
    private final News.Sink sink;
    private final WatchStart start;
    private final Request query;

    EventFollower(
            AgentClient client,
            Output output,
            News.Sink sink,
            WatchStart start,
            Optional<String> name) {
        this.client = client;
        this.output = output;
        this.absence = new Absence(client.address().toString(), output);
        this.sink = sink;
        this.start = start;
        this.query = query(name);
    }

    static Request query(Optional<String> name) {
        var all = Request.get("/event/list");
        return name.map(n -> all.with("name", n)).orElse(all);
    }

    /// Follows until nobody takes the news any more.
    ///
    /// @throws AgentException if the first query fails, or a later one for a reason that will not
    ///     pass
    /// @throws InterruptedException if the thread is
    void follow() throws InterruptedException {
        var first = ask(query);
        boolean wanted =
                switch (start) {
                    case NOW -> false;
                    case BACKLOG -> !first.events.isEmpty();
                    case CONSUL -> true;
                };
        if (wanted && !hand(first.events, first.index)) {
            return;
        }
        var cursor = new EventCursor(first.index);
        while (step(cursor)) {
            // The cursor moves on.
        }
    }

    /// @return whether to go on
    private boolean step(EventCursor cursor) throws InterruptedException {
        long startNanos = System.nanoTime();
        Listing listing;
        try {
            listing = ask(query.with("index", cursor.index()).with("wait", WAIT.toSeconds() + "s"));
        } catch (AgentException failed) {
            if (!failed.isPassing()) {
                throw failed;
            }
            absence.begin(failed);
            return output.flush();
        }
        boolean wasAway = absence.isAway();
        absence.end();
        boolean unchanged = listing.index.equals(cursor.index());
        var step = cursor.advance(listing.events, listing.index);
        // On a living connection an emptied list is harmless: a query of this name was waiting all
        // the time, and events of other names have pushed the old ones out.
        if (step.lost() && (wasAway || !step.news().isEmpty())) {
            output.note(
                    "the last event seen is no longer in the agent's list:"
                            + " events may have been missed");
        }
        if (unchanged && System.nanoTime() - startNanos < HASTE.toNanos()) {
            absence.await();
        } else {
            absence.calm();
        }
        if (start == WatchStart.CONSUL && (wasAway || !unchanged)) {
            return hand(wasAway ? listing.events : step.news(), listing.index);
        }
        return step.news().isEmpty() ? output.flush() : hand(step.news(), listing.index);
    }

    private boolean hand(List<ServedEvent> events, String index) throws InterruptedException {
        var news = events.stream().map(EventFollower::news).toList();
        return sink.take(news, Map.of(HandlerProgram.INDEX, index));
    }

    private static News news(ServedEvent event) {
        var payload = event.payloadBase64().isEmpty() ? "" : "  " + event.shownPayload();
        var line =
                "%s  LTime %s  %s  %s%s"
                        .formatted(
                                Clock.now(),
                                Output.printable(event.lamportTime()),
                                Output.printable(event.name()),
                                Output.printable(event.id()),
                                payload);
        return new News(
                event.json(),
                line,
                Map.of(
                        HandlerProgram.NAME, event.name(),
                        HandlerProgram.ID, event.id(),
                        HandlerProgram.LAMPORT_TIME, event.lamportTime()));
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
