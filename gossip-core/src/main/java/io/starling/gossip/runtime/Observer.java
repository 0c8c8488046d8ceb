package io.starling.gossip.runtime;

/// Hears what a node counts and measures. Called on the loop; must not block.
public interface Observer {
    Observer NONE =
            new Observer() {
                @Override
                public void count(Counter counter, long amount) {}

                @Override
                public void gauge(Gauge gauge, long value) {}

                @Override
                public void timing(Timing timing, long nanos) {}
            };

    void count(Counter counter, long amount);

    default void count(Counter counter) {
        count(counter, 1);
    }

    void gauge(Gauge gauge, long value);

    void timing(Timing timing, long nanos);
}
