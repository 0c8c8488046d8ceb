package io.starling.agent.http;

import io.starling.gossip.model.Tags;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/// What clients may ask of the agent as a whole. Called on the HTTP loop; never blocks.
public interface Control {

    /// Says goodbye to the cluster. The agent still answers clients until [#stop].
    CompletableFuture<Void> leave();

    boolean isLeaving();

    /// Stops the agent, soon.
    void stop();

    /// Reads the configuration again and applies what can change.
    ///
    /// @return what is wrong with it, if anything is; then nothing changed
    CompletableFuture<Optional<String>> reload();

    /// Those that people set; the agent's own are not among them.
    Tags tags();

    /// @param change may throw [IllegalArgumentException]: then nothing changed
    /// @return the tags afterwards
    CompletableFuture<Tags> changeTags(UnaryOperator<Tags> change);
}
