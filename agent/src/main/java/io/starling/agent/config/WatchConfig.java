package io.starling.agent.config;

import io.starling.gossip.model.Names;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A watch: what it waits for, and what is then to be done. Immutable.
///
/// @param compat of no meaning for members and queries, which Consul has no watches of
/// @param concurrency how many runs of the handler there may be at once
/// @param queueMax how many events may wait for the handler; what comes beyond is told of as a gap
public record WatchConfig(
        Topic topic, Handler handler, Compat compat, int concurrency, int queueMax) {
    /// Of one agent.
    public static final int WATCHES_MAX = 128;

    public static final int CONCURRENCY_MAX = 64;
    public static final int QUEUE = 1_024;
    public static final int QUEUE_HARD_MAX = 65_536;

    public WatchConfig {
        requireIn("concurrency", concurrency, CONCURRENCY_MAX);
        requireIn("queue", queueMax, QUEUE_HARD_MAX);
    }

    /// One run at a time, Starling's own contract, the default queue.
    public WatchConfig(Topic topic, Handler handler) {
        this(topic, handler, Compat.NONE, 1, QUEUE);
    }

    /// What a watch waits for.
    public sealed interface Topic {

        /// As it is written in a configuration and in the log.
        String type();

        /// @param name exactly; empty for all
        record Events(Optional<String> name) implements Topic {
            @Override
            public String type() {
                return "event";
            }
        }

        /// Questions, each of which the handler answers.
        ///
        /// @param name exactly
        record Queries(String name) implements Topic {
            public static final String TYPE = "query";

            @Override
            public String type() {
                return TYPE;
            }
        }

        /// @param only empty for all changes
        record Members(Optional<MemberChange> only) implements Topic {
            public static final String ALL = "members";

            @Override
            public String type() {
                return only.map(MemberChange::type).orElse(ALL);
            }
        }
    }

    /// What is done with what was waited for.
    public sealed interface Handler {

        /// After which a run is ended.
        Duration timeout();

        /// A program that gets the events on its standard input.
        ///
        /// @param command the program and its arguments
        record Script(List<String> command, Duration timeout) implements Handler {
            public static final Duration TIMEOUT = Duration.ofMinutes(5);

            public Script {
                command = List.copyOf(command);
                if (command.isEmpty() || command.getFirst().isEmpty()) {
                    throw new IllegalArgumentException("args must begin with a program");
                }
                if (command.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
                    throw new IllegalArgumentException("args must not have NUL characters");
                }
                requirePositive(timeout);
            }
        }

        /// A server that gets the events as the body of a request.
        ///
        /// @param headers beside those that the agent sets; may repeat
        /// @param skipVerify whether any certificate is good enough
        record Webhook(
                URI url, String method, List<Header> headers, Duration timeout, boolean skipVerify)
                implements Handler {
            public static final Duration TIMEOUT = Duration.ofSeconds(10);

            public Webhook {
                headers = List.copyOf(headers);
                requirePositive(timeout);
                // The client library refuses what it cannot send: better now than at an event.
                var request =
                        HttpRequest.newBuilder(url)
                                .method(method, HttpRequest.BodyPublishers.noBody());
                headers.forEach(header -> request.header(header.name, header.value));
                var _ = request.build();
            }
        }

        record Header(String name, String value) {}

        private static void requirePositive(Duration timeout) {
            if (!timeout.isPositive()) {
                throw new IllegalArgumentException("timeout must be positive, was " + timeout);
            }
        }
    }

    public WatchConfig withCompat(Compat compat) {
        return new WatchConfig(topic, handler, compat, concurrency, queueMax);
    }

    /// For people, and short: `event "deploy" -> /opt/h.sh -x`.
    @Override
    public String toString() {
        var name =
                switch (topic) {
                    case Topic.Events(var only) -> only.map(n -> " \"" + n + "\"").orElse("");
                    case Topic.Queries(var only) -> " \"" + only + "\"";
                    case Topic.Members _ -> "";
                };
        var target =
                switch (handler) {
                    case Handler.Script script -> String.join(" ", script.command);
                    case Handler.Webhook webhook -> webhook.url.toString();
                };
        return topic.type() + Names.printable(name) + " -> " + Names.printable(target);
    }

    private static void requireIn(String what, int value, int max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(
                    "%s must lie in 1..%d, was %d".formatted(what, max, value));
        }
    }
}
