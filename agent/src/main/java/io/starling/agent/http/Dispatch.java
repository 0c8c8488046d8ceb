package io.starling.agent.http;

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

    /// Answered without looking at the body.
    record Refuse(String resource, Reply reply) implements Dispatch {}
}
