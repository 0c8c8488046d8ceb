package io.starling.agent;

import io.starling.agent.cluster.Cluster;
import io.starling.agent.config.AgentConfig;
import io.starling.agent.config.BuildInfo;
import io.starling.agent.config.ConfigException;
import io.starling.agent.http.Control;
import io.starling.agent.service.ServiceRegistry;
import io.starling.agent.watch.Watches;
import io.starling.gossip.model.Tags;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/// Leaving, reloading, and the node's tags.
///
/// Tags and services are changed on the HTTP loop alone, so that of two changes at once none is
/// lost; the rest is thread-safe.
final class AgentControl implements Control {
    private static final Logger LOG = LoggerFactory.getLogger(AgentControl.class);

    /// The node keeps to its own timeout; this is for the case that it does not answer at all.
    private static final Duration LEAVE_SLACK = Duration.ofSeconds(1);

    private final AgentConfig config;
    private final Cluster cluster;
    private final Watches watches;
    private final ServiceRegistry services;
    private final Executor loop;
    private final Optional<Reloader> reloader;
    private final Runnable stop;
    private final AtomicBoolean leaving = new AtomicBoolean();
    private final CompletableFuture<Void> left = new CompletableFuture<>();
    private volatile Tags tags;

    AgentControl(
            AgentConfig config,
            Cluster cluster,
            Watches watches,
            ServiceRegistry services,
            Executor loop,
            Optional<Reloader> reloader,
            Runnable stop) {
        this.config = config;
        this.cluster = cluster;
        this.watches = watches;
        this.services = services;
        this.loop = loop;
        this.reloader = reloader;
        this.stop = stop;
        this.tags = config.tags();
    }

    /// What travels with the member: the tags that people set, and the agent's version.
    static Tags travelling(Tags tags) {
        var all = new TreeMap<>(tags.values());
        all.put("build", BuildInfo.version() + ":");
        return Tags.of(all);
    }

    @Override
    public CompletableFuture<Void> leave() {
        if (leaving.compareAndSet(false, true)) {
            var patience = config.gossip().leaveTimeout().plus(LEAVE_SLACK);
            LOG.info("{} leaves", config.nodeName());
            var _ =
                    cluster.leave()
                            .copy()
                            .orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS)
                            .whenComplete(this::left);
        }
        return left.copy();
    }

    private void left(@Nullable Integer heard, @Nullable Throwable failure) {
        if (failure == null) {
            LOG.info("{} left, {} members acknowledged", config.nodeName(), heard);
        } else {
            LOG.warn(
                    "{} could not say goodbye, others will find it failed: {}",
                    config.nodeName(),
                    failure.toString());
        }
        left.complete(null);
    }

    @Override
    public boolean isLeaving() {
        return leaving.get();
    }

    @Override
    public void stop() {
        // On a thread of its own: stopping waits for the HTTP loop, from which this may be called.
        Thread.ofVirtual().name("stop").start(stop);
    }

    @Override
    public Tags tags() {
        return tags;
    }

    @Override
    public CompletableFuture<Tags> changeTags(UnaryOperator<Tags> change) {
        var wanted = change.apply(tags);
        var all = travelling(wanted);
        tags = wanted;
        return cluster.setTags(all).thenApply(_ -> wanted);
    }

    @Override
    public CompletableFuture<Optional<String>> reload() {
        var problem = new CompletableFuture<Optional<String>>();
        Thread.ofVirtual()
                .name("reload")
                .start(
                        () -> {
                            try {
                                problem.complete(reloader.flatMap(this::reload));
                            } catch (RuntimeException ours) {
                                problem.completeExceptionally(ours);
                            }
                        });
        return problem;
    }

    private Optional<String> reload(Reloader source) {
        try {
            var reloaded = source.reload();
            var before = reloaded.before().config();
            var now = reloaded.now().config();
            Logging.setLevel(now.logLevel());
            watches.apply(now.watches());
            // Tags set over HTTP stay unless the files say something new.
            if (!now.tags().equals(before.tags())) {
                CompletableFuture.completedFuture(now.tags())
                        .thenComposeAsync(wanted -> changeTags(_ -> wanted), loop)
                        .join();
            }
            CompletableFuture.runAsync(() -> services.configure(now.services()), loop).join();
            reloaded.before().needingRestart(reloaded.now()).forEach(LOG::warn);
            reloaded.now().warnings().forEach(LOG::warn);
            LOG.info("{} reloaded its configuration", config.nodeName());
            return Optional.empty();
        } catch (ConfigException wrong) {
            LOG.error("reload refused, nothing changed: {}", String.join("; ", wrong.problems()));
            return Optional.of("reload refused, nothing changed:\n" + wrong.getMessage());
        }
    }
}
