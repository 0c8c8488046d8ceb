package io.starling.gossip.sim.planted;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Objects;
import java.util.Optional;

/// A bug that somebody could have written.
///
/// @param name in a few words
/// @param sentence what the node with the bug does
/// @param className binary name of the class that has it
/// @param method see [MutatedClass]
/// @param caughtBy the simple name of the invariant that is to notice
/// @param seeds within how many seeds of the campaign
record PlantedBug(
        String name,
        String sentence,
        String className,
        String method,
        Mutation mutation,
        String caughtBy,
        int seeds) {

    /// How a campaign with the bug ended badly.
    ///
    /// @param invariant the simple name; that of the exception if it was no invariant
    record Caught(String invariant, long seed, String message) {}

    /// Runs the campaign with the bug, seed by seed, until the rule notices that is to.
    ///
    /// @return what another rule noticed if that one did not; nothing if all seeds held
    Optional<Caught> hunt(long firstSeed) {
        var loader = new MutatingLoader(className, method, mutation);
        var first = Optional.<Caught>empty();
        for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
            var caught = run(loader, seed);
            if (caught.filter(by -> by.invariant().equals(caughtBy)).isPresent()) {
                return caught;
            }
            first = first.or(() -> caught);
        }
        if (!loader.hasMutated()) {
            throw new IllegalStateException(className + " was never loaded");
        }
        return first;
    }

    private static Optional<Caught> run(MutatingLoader loader, long seed) {
        try {
            var campaign = loader.loadClass("io.starling.gossip.sim.Campaign");
            return failureOf(campaign.getMethod("run", long.class), seed);
        } catch (ReflectiveOperationException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static Optional<Caught> failureOf(Method campaign, long seed)
            throws ReflectiveOperationException {
        try {
            campaign.invoke(null, seed);
            return Optional.empty();
        } catch (InvocationTargetException ended) {
            var failure = Objects.requireNonNull(ended.getCause());
            return Optional.of(new Caught(invariantOf(failure), seed, "" + failure.getMessage()));
        }
    }

    /// The exception is of a class that this loader does not know, so it is asked by name.
    private static String invariantOf(Throwable failure) throws ReflectiveOperationException {
        var type = failure.getClass();
        return type.getSimpleName().equals("BrokenInvariantException")
                ? (String) type.getMethod("invariant").invoke(failure)
                : type.getSimpleName();
    }

    @Override
    public String toString() {
        return name;
    }
}
