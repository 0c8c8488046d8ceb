package io.starling.agent.http;

import io.starling.agent.cluster.Cluster;
import io.starling.agent.event.EventLog;
import io.starling.agent.event.EventRing;
import io.starling.agent.metrics.Metrics;
import io.starling.agent.service.ServiceRegistry;

import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

/// All nouns of the API.
///
/// @param loop the server's own, on which the ring and the log live
public record Api(
        Cluster cluster,
        EventRing ring,
        EventLog log,
        Control control,
        Metrics metrics,
        ServiceRegistry services,
        ScheduledExecutorService loop,
        int eventBytesMax) {

    List<Resource> resources() {
        var fires =
                new FireResource(
                        cluster,
                        eventBytesMax,
                        new FireKeys(FireKeys.KEYS_MAX, System::nanoTime, metrics));
        return List.of(
                fires,
                new QueryResource(cluster, fires),
                new ListResource(ring, loop, metrics),
                new StreamResource(log, loop, metrics),
                new ShowResource(log, ring, cluster),
                new MembersResource(cluster),
                new SelfResource(cluster, control, metrics, services),
                new LifecycleResource(control),
                new TagsResource(control),
                new ServicesResource(services, cluster.pool().datacenter(), metrics),
                new CoordinateResource(cluster),
                new ReachabilityResource(cluster),
                new HistoryResource(cluster),
                new StatusResource(cluster),
                new MetricsResource(metrics));
    }
}
