package io.starling.agent.http;

import io.starling.agent.metrics.Metrics;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// `GET /metrics`, for Prometheus.
final class MetricsResource implements Resource {
    private final Metrics metrics;

    MetricsResource(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public List<Operation> operations() {
        return List.of(Operation.get("/metrics", _ -> scrape()));
    }

    private CompletionStage<Reply> scrape() {
        return Operation.now(
                Reply.of(
                        200,
                        Metrics.CONTENT_TYPE,
                        metrics.scrape().getBytes(StandardCharsets.UTF_8)));
    }
}
