package io.starling.gossip.sim.planted;

/// What takes the place of a method's body.
sealed interface Mutation {

    /// Nothing happens. For methods that return nothing.
    record Nothing() implements Mutation {}

    /// The same answer always. For methods that return `boolean`, `int` or `long`.
    record Always(long value) implements Mutation {
        static Always always(boolean value) {
            return new Always(value ? 1 : 0);
        }
    }

    /// A static method is called with the same arguments, after the receiver if there is one.
    ///
    /// @param type binary name of its class, which is loaded beside the changed one; in the same
    ///     package, it sees what that one sees
    record CallInstead(String type, String method) implements Mutation {}
}
