package io.starling.agent.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// One method of one path.
///
/// @param path ends with a slash if anything may follow, which the request has as its rest
/// @param bodyBytesMax of the request; refused beyond it, before it is read
/// @param tooLarge what to say then; the request has no body
/// @param answer called on the HTTP loop, must not block
record Operation(
        String method,
        String path,
        int bodyBytesMax,
        Function<Request, Reply> tooLarge,
        Function<Request, CompletionStage<Reply>> answer) {
    static final int BODY_BYTES_MAX = 1 << 20;

    static Operation get(String path, Function<Request, CompletionStage<Reply>> answer) {
        return new Operation("GET", path, BODY_BYTES_MAX, Operation::tooLarge, answer);
    }

    static Operation put(String path, Function<Request, CompletionStage<Reply>> answer) {
        return new Operation("PUT", path, BODY_BYTES_MAX, Operation::tooLarge, answer);
    }

    Operation withBodyLimit(int bytesMax, Function<Request, Reply> refusal) {
        return new Operation(method, path, bytesMax, refusal, answer);
    }

    static CompletionStage<Reply> now(Reply reply) {
        return CompletableFuture.completedFuture(reply);
    }

    private static Reply tooLarge(Request request) {
        return Reply.text(
                413,
                "request body too large: %s takes at most %d bytes"
                        .formatted(request.path(), BODY_BYTES_MAX));
    }
}
