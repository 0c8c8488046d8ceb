package io.starling.agent;

import io.starling.agent.cluster.Cluster;
import io.starling.agent.config.AgentConfig;
import io.starling.agent.metrics.Metrics;
import io.starling.agent.service.ServiceFile;
import io.starling.agent.service.ServiceKeeper;
import io.starling.agent.service.ServiceRegistry;
import io.starling.gossip.runtime.Storage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/// The services that an agent starts with: those of its configuration, and those that clients
/// registered before a restart. A file of them that cannot be read is left alone, for an operator
/// to repair.
final class KnownServices {
    private static final Logger LOG = LoggerFactory.getLogger(KnownServices.class);

    private KnownServices() {}

    /// @param loop on which services are changed, and the futures of `cluster` complete
    static ServiceRegistry open(
            AgentConfig config, Cluster cluster, ScheduledExecutorService loop, Metrics metrics) {
        if (!cluster.keepsFiles()) {
            return new ServiceRegistry(config.services(), List.of(), Optional.empty());
        }
        return switch (cluster.read(ServiceFile.NAME)) {
            case Storage.Read.Contents(var bytes) ->
                    new ServiceRegistry(
                            config.services(),
                            ServiceFile.read(bytes),
                            Optional.of(
                                    new ServiceKeeper(
                                            loop,
                                            contents -> cluster.replace(ServiceFile.NAME, contents),
                                            metrics::servicesWriteFailed)));
            case Storage.Read.Failed(var reason) -> {
                LOG.warn(
                        "services that clients registered are unknown, and those that they register"
                                + " now will not survive a restart: {}",
                        reason);
                yield new ServiceRegistry(config.services(), List.of(), Optional.empty());
            }
        };
    }
}
