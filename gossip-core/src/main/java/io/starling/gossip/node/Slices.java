package io.starling.gossip.node;

import io.starling.gossip.runtime.Scheduler;

import java.util.List;
import java.util.function.Consumer;

/// Walks long lists a slice in a turn of the loop, so that none holds it.
///
/// Confined to the node's loop.
final class Slices {
    private static final int LENGTH = 128;

    private final Scheduler scheduler;

    Slices(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /// Does `action` with each and then runs `done`, on the loop, possibly some turns later.
    <T> void forEach(List<T> list, Consumer<T> action, Runnable done) {
        int slice = Math.min(LENGTH, list.size());
        list.subList(0, slice).forEach(action);
        if (slice == list.size()) {
            done.run();
        } else {
            scheduler.execute(() -> forEach(list.subList(slice, list.size()), action, done));
        }
    }
}
