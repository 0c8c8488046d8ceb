package io.starling.agent.config;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// What the sources said, in the order of their precedence, weakest first, and what was wrong with
/// them. Confined to one loading.
final class Gathered {
    final List<Given> given = new ArrayList<>();
    final List<WatchSource.GivenWatch> watches = new ArrayList<>();
    final List<GivenService> services = new ArrayList<>();
    final List<String> problems = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();
    private final SortedSet<String> pointless = new TreeSet<>();

    void pointless(String key) {
        pointless.add(key);
    }

    /// All warnings; the keys that do nothing here share one.
    List<String> allWarnings() {
        var all = new ArrayList<>(warnings);
        if (!pointless.isEmpty()) {
            all.add(
                    "%s: without effect, because there are no servers here; may be removed"
                            .formatted(String.join(", ", pointless)));
        }
        return all;
    }
}
