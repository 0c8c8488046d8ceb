package io.starling.agent;

import io.starling.agent.config.ConfigException;
import io.starling.agent.config.ConfigLoader;
import io.starling.gossip.node.NodeListener;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Agents that read their configuration from a file, and read it again when told to.
final class ReloadableAgent {
    private ReloadableAgent() {}

    static Agent start(Path file, Agent.Opener opener) throws ConfigException {
        var loader = new ConfigLoader(List.of("-config-file=" + file), Map.of());
        var loaded = loader.load();
        return Agent.start(
                loaded.config(),
                NodeListener.NONE,
                Optional.of(new Reloader(loader, loaded)),
                opener);
    }
}
