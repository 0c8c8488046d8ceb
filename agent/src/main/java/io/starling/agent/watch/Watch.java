package io.starling.agent.watch;

import io.starling.agent.config.WatchConfig;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.model.UserEvent;

/// One watch at work. Thread-safe; hears on the node's loop, where nothing blocks.
sealed interface Watch permits QueryWatch, QueuedWatch, RingWatch {
    WatchConfig config();

    /// From now on the handler runs. What was heard before has waited.
    void open();

    void onEvent(UserEvent event);

    void onMembership(MembershipEvent event);

    /// Hears nothing more, and does what it has heard.
    void retire();

    /// Whether a retired watch has done what it had heard.
    boolean isDone();

    /// Ends what runs, and gives up what waits.
    void close();
}
