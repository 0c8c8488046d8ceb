package io.starling.agent.config;

import io.starling.gossip.node.GossipConfig;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// A preset of the protocol's timing.
public enum Profile {
    LAN(GossipConfig.LAN),
    WAN(GossipConfig.WAN),
    LOCAL(GossipConfig.LOCAL);

    private final GossipConfig preset;

    Profile(GossipConfig preset) {
        this.preset = preset;
    }

    GossipConfig preset() {
        return preset;
    }

    static Optional<Profile> parse(String text) {
        var name = text.toUpperCase(Locale.ROOT);
        return Arrays.stream(values()).filter(profile -> profile.name().equals(name)).findAny();
    }
}
