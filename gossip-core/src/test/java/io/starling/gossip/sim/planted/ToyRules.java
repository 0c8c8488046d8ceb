package io.starling.gossip.sim.planted;

import java.util.ArrayList;
import java.util.List;

/// Something small to plant bugs in.
class ToyRules {
    final List<String> heard = new ArrayList<>();

    boolean isOld(long sequence, double weight, String name) {
        return sequence < 10 && weight > 0 && !name.isEmpty();
    }

    static int limit(int members) {
        return members * 4;
    }

    static int limit(int members, int factor) {
        return members * factor;
    }

    long clock() {
        return heard.size();
    }

    void hear(String news) {
        heard.add(news);
    }

    String greet(long times, String name) {
        return name.repeat((int) times);
    }

    /// One line on how each rule answers; called through a loader that changed one of them.
    public static String answers() {
        var rules = new ToyRules();
        rules.hear("news");
        return "old %s, limit %d/%d, clock %d, heard %s, %s"
                .formatted(
                        rules.isOld(5, 1, "n"),
                        limit(3),
                        limit(3, 5),
                        rules.clock(),
                        rules.heard,
                        rules.greet(2, "ho"));
    }
}
