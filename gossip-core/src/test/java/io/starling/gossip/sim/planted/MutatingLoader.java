package io.starling.gossip.sim.planted;

import java.io.IOException;
import java.io.UncheckedIOException;

/// Loads the gossip core, simulator and tests included, once more, with one method changed. What
/// is not of this project comes from the parent.
final class MutatingLoader extends ClassLoader {
    private static final String OWN = "io.starling.gossip.";

    private final String className;
    private final String method;
    private final Mutation mutation;
    private boolean mutated;

    MutatingLoader(String className, String method, Mutation mutation) {
        super(MutatingLoader.class.getClassLoader());
        this.className = className;
        this.method = method;
        this.mutation = mutation;
        setDefaultAssertionStatus(true);
    }

    /// Whether the changed class was used at all.
    boolean hasMutated() {
        return mutated;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            var loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            return name.startsWith(OWN) ? define(name) : super.loadClass(name, resolve);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        var bytes = read(name);
        if (name.equals(className)) {
            bytes = new MutatedClass(bytes, method, mutation).bytes();
            mutated = true;
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] read(String name) throws ClassNotFoundException {
        try (var file = getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (file == null) {
                throw new ClassNotFoundException(name);
            }
            return file.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
