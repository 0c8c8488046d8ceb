package io.starling.agent.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;

import java.util.Optional;

/// What is to be done with a request, decided from its head.
sealed interface Dispatch {
    /// The path of an operation, or a word: few different ones, because metrics are labelled with
    /// it.
    String resource();

    /// @param head the request without its body
    record Serve(Operation operation, Request head) implements Dispatch {
        @Override
        public String resource() {
            return operation.path();
        }
    }

    /// @param host empty if the client is so old that it need not say which one it means
    static Dispatch of(HttpRequest head, String host, HostCheck hosts, Router router) {
        var origin = Optional.ofNullable(head.headers().get(HttpHeaderNames.ORIGIN));
        // A browser always says which host it means.
        return (host.isEmpty() ? Optional.<String>empty() : hosts.problem(host, origin))
                .<Dispatch>map(problem -> new Refuse("foreign", Reply.text(403, problem)))
                .orElseGet(() -> router.route(head.method().name(), head.uri(), head.headers()));
    }

    /// Answered without looking at the body.
    record Refuse(String resource, Reply reply) implements Dispatch {}
}
