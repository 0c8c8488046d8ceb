package io.starling.agent.discover;

import java.io.IOException;
import java.util.Map;

/// The local network, as far as discovery needs it.
interface LocalNetwork {

    /// Announces a node and hears of others until it is closed. Blocks.
    ///
    /// @param ear called on threads of the network; does not block
    /// @throws IOException if multicast does not work here; nothing stays open
    AutoCloseable open(Announcement own, Ear ear) throws IOException;

    /// Where to look, for messages.
    String name();

    /// Hears of all nodes that announce themselves, this one included.
    interface Ear {
        /// @param text of its TXT record; empty while it has not arrived
        void onAnnounced(String instance, Map<String, String> text);

        void onGone(String instance);
    }
}
