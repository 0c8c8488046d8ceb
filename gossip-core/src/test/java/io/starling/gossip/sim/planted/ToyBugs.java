package io.starling.gossip.sim.planted;

/// Stands in for methods of [ToyRules].
final class ToyBugs {
    private ToyBugs() {}

    static String greet(ToyRules rules, long times, String name) {
        return "%s, heard %s, %d times".formatted(name, rules.heard, times);
    }

    static int limit(int members, int factor) {
        return members - factor;
    }
}
