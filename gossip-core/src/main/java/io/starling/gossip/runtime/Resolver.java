package io.starling.gossip.runtime;

import io.starling.gossip.model.Endpoint;

import java.util.List;
import java.util.function.Consumer;

/// Names to addresses. Never blocks.
public interface Resolver {

    /// @param seed `host`, `host:port`, an address literal, with or without a port
    /// @param portDefault where the seed names none
    /// @param onResolved runs on the loop exactly once, never inside this call
    void resolve(String seed, int portDefault, Consumer<Resolution> onResolved);

    sealed interface Resolution {
        /// @param endpoints at least one
        record Resolved(List<Endpoint> endpoints) implements Resolution {}

        /// @param reason for people; names the seed
        record Failed(String reason) implements Resolution {}
    }
}
