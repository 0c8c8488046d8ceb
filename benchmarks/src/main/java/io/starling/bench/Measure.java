package io.starling.bench;

/// What two kinds of agents are compared in, one figure a repetition; less is better, but for the
/// share delivered.
enum Measure {
    FIRE_TO_ALL("fire to all, ms", 1),
    COPIES("copies of an event, an agent", 2),
    DATAGRAMS("datagrams of an event, an agent", 2),
    BURST_DELIVERED_1000("burst of 1,000: delivered, %", 1),
    BURST_LAST_1000("… the last after, ms", 0),
    BURST_DELIVERED_5000("burst of 5,000: delivered, %", 1),
    BURST_LAST_5000("… the last after, ms", 0),
    FAILURE("killed agent: all others know, s", 1),
    IDLE_CPU("idle: CPU of an agent, % of a core", 2),
    IDLE_MEMORY("… memory of an agent, MB", 1),
    COMMAND("command line: fire, ms", 1);

    private final String text;
    private final int digits;

    Measure(String text, int digits) {
        this.text = text;
        this.digits = digits;
    }

    String text() {
        return text;
    }

    int digits() {
        return digits;
    }
}
