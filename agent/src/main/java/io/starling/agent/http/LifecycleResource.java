package io.starling.agent.http;

import java.util.List;
import java.util.concurrent.CompletionStage;

/// Leaving and reloading.
final class LifecycleResource implements Resource {
    private final Control control;

    LifecycleResource(Control control) {
        this.control = control;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.put("/v1/agent/leave", _ -> leave()),
                Operation.put("/v1/agent/reload", _ -> reload()));
    }

    /// The agent stops once the answer is on its way.
    private CompletionStage<Reply> leave() {
        return control.leave().thenApply(_ -> Reply.empty(200).thenRun(control::stop));
    }

    private CompletionStage<Reply> reload() {
        return control.reload()
                .thenApply(
                        problem ->
                                problem.map(text -> Reply.text(500, text))
                                        .orElseGet(() -> Reply.empty(200)));
    }
}
