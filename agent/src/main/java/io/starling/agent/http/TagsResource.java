package io.starling.agent.http;

import io.starling.agent.config.AgentConfig;
import io.starling.gossip.model.Tags;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/// The tags of this node. `PUT` takes an object of those to set; `null` takes one away. Both verbs
/// answer with all tags that people have set.
final class TagsResource implements Resource {
    private static final String PATH = "/v1/agent/tags";

    private final Control control;

    TagsResource(Control control) {
        this.control = control;
    }

    @Override
    public List<Operation> operations() {
        return List.of(Operation.get(PATH, this::show), Operation.put(PATH, this::change));
    }

    private CompletionStage<Reply> show(Request request) {
        return Operation.now(Reply.json(request, control.tags().values()));
    }

    private CompletionStage<Reply> change(Request request) {
        try {
            var changes = Json.readObject(request.body());
            return control.changeTags(tags -> changed(tags, changes))
                    .thenApply(tags -> Reply.json(request, tags.values()));
        } catch (JacksonException malformed) {
            return Operation.now(
                    Reply.text(400, "Request decode failed: " + Json.problem(malformed)));
        } catch (IllegalArgumentException refused) {
            return Operation.now(Reply.text(400, String.valueOf(refused.getMessage())));
        }
    }

    private static Tags changed(Tags before, Map<String, @Nullable Object> changes) {
        var tags = new TreeMap<>(before.values());
        changes.forEach(
                (key, value) -> {
                    switch (value) {
                        case null -> tags.remove(key);
                        case String text -> tags.put(key, text);
                        default ->
                                throw new IllegalArgumentException(
                                        "tag \"%s\" must be a text or null, was %s"
                                                .formatted(key, value));
                    }
                });
        return AgentConfig.requireUserTags(Tags.of(tags));
    }
}
