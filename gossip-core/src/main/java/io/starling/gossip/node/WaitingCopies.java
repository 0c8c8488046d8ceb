package io.starling.gossip.node;

import io.starling.gossip.cast.Task;

import java.util.ArrayDeque;
import java.util.Deque;

/// Copies for which the window has no room yet, in the order in which they came.
///
/// Confined to the node's loop.
final class WaitingCopies {
    private final Deque<Copy> copies = new ArrayDeque<>(0);
    private long bytes;

    record Copy(Journey journey, Task task) {
        private int bytes() {
            return journey.event().bytes().length;
        }
    }

    void add(Copy copy) {
        copies.add(copy);
        bytes += copy.bytes();
    }

    boolean isEmpty() {
        return copies.isEmpty();
    }

    Copy removeFirst() {
        var first = copies.removeFirst();
        bytes -= first.bytes();
        return first;
    }

    /// Of the events alone, each as often as it is to be sent.
    long bytes() {
        return bytes;
    }
}
