package io.starling.gossip.runtime;

import java.util.function.Consumer;
import java.util.function.Supplier;

/// Computes away from the loop what would hold it for long.
@FunctionalInterface
public interface Offload {

    /// @param work pure: touches nothing that the loop owns
    /// @param onResult runs on the loop with what `work` returned; results come in the order of the
    ///     calls
    <T> void compute(Supplier<T> work, Consumer<T> onResult);
}
