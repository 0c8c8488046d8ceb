package io.starling.gossip.runtime;

import io.starling.gossip.model.Endpoint;

import java.util.List;
import java.util.function.Consumer;

/// Seeds to addresses, looked up anew each time. Never blocks.
public interface Resolver {

    /// @param seed in one of the forms of [Seed#parse]
    /// @param portDefault where the seed names none
    /// @param onResolved runs on the loop exactly once, never inside this call
    void resolve(String seed, int portDefault, Consumer<Resolution> onResolved);

    sealed interface Resolution {
        /// @param endpoints at least one, each once
        /// @param failures what else the seed stands for and could not be found, for people; of a
        ///     file with a misspelt line the others are of use all the same
        record Resolved(List<Endpoint> endpoints, List<String> failures) implements Resolution {
            public Resolved(List<Endpoint> endpoints) {
                this(endpoints, List.of());
            }
        }

        /// @param reason for people; names the seed
        record Failed(String reason) implements Resolution {}
    }
}
