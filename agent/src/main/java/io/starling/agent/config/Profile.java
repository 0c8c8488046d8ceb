package io.starling.agent.config;

import io.starling.gossip.node.GossipConfig;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// A preset of the protocol's timing.
public enum Profile {
    LAN,
    WAN,
    LOCAL;

    GossipConfig preset() {
        return switch (this) {
            case LAN -> GossipConfig.LAN;
            case WAN -> GossipConfig.WAN;
            case LOCAL -> GossipConfig.LOCAL;
        };
    }

    static Optional<Profile> parse(String text) {
        var name = text.toUpperCase(Locale.ROOT);
        return Arrays.stream(values()).filter(profile -> profile.name().equals(name)).findAny();
    }
}
