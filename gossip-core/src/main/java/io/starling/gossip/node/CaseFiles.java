package io.starling.gossip.node;

import io.starling.gossip.membership.LocalHealth;
import io.starling.gossip.runtime.NodeClock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Why members were doubted: the last notes on each, for whoever asks afterwards.
///
/// A file belongs to a name, not to an id: a node without a data directory comes back under its
/// name with another id, and the question is the same.
///
/// Bounded: the oldest note of a file goes first, and so does the file to which nothing was added
/// for the longest. Confined to the node's loop.
final class CaseFiles {
    static final int FILES_MAX = 1_024;
    static final int NOTES_MAX = 16;

    private final NodeClock clock;
    private final LocalHealth health;
    private final Map<String, List<Note>> files = new LinkedHashMap<>(0);

    private record Note(long nanos, long wallMicros, int localHealth, CaseNote.What what) {}

    CaseFiles(NodeClock clock, LocalHealth health) {
        this.clock = clock;
        this.health = health;
    }

    /// Opens a file if there is none.
    void note(String name, CaseNote.What what) {
        var notes = files.remove(name);
        if (notes == null) {
            notes = new ArrayList<>(2);
            if (files.size() == FILES_MAX) {
                files.remove(files.keySet().iterator().next());
            }
        }
        files.put(name, notes);
        if (notes.size() == NOTES_MAX) {
            notes.removeFirst();
        }
        notes.add(new Note(clock.nanoTime(), clock.wallMicros(), health.score(), what));
    }

    /// Adds to a file that is there: what is ordinary is worth a line only where something was
    /// not.
    void follow(String name, CaseNote.What what) {
        if (files.containsKey(name)) {
            note(name, what);
        }
    }

    /// Oldest first; empty if nothing was ever held against the name, or too long ago.
    List<CaseNote> of(String name) {
        long now = clock.nanoTime();
        return files.getOrDefault(name, List.of()).stream()
                .map(
                        note ->
                                new CaseNote(
                                        Duration.ofNanos(now - note.nanos()),
                                        note.wallMicros(),
                                        note.localHealth(),
                                        note.what()))
                .toList();
    }
}
