package io.starling.agent.service;

import io.starling.gossip.runtime.Storage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/// Writes the registered services down, and goes on trying while the disk does not take them: one
/// warning when that begins, and one line when it is over.
///
/// At most one write is under way; what changes meanwhile is written by the next one, whole.
/// Confined to the loop it is given.
public final class ServiceKeeper {
    /// How long a client waits to hear that what it registered is on disk. Beyond, it is told that
    /// it is registered, which is true, and the write goes on.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration PAUSE_MIN = Duration.ofSeconds(1);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(30);
    private static final Logger LOG = LoggerFactory.getLogger(ServiceKeeper.class);

    private final ScheduledExecutorService loop;
    private final Function<byte[], CompletableFuture<Storage.Written>> disk;
    private final Runnable onFailure;

    /// Completes with the first try that has what was asked for last.
    private CompletableFuture<Void> next = new CompletableFuture<>();
    private boolean asked;
    private boolean busy;
    private boolean failing;
    private Duration pause = PAUSE_MIN;

    /// @param disk replaces the file; its futures complete on `loop`
    /// @param onFailure counts a try that failed
    public ServiceKeeper(
            ScheduledExecutorService loop,
            Function<byte[], CompletableFuture<Storage.Written>> disk,
            Runnable onFailure) {
        this.loop = loop;
        this.disk = disk;
        this.onFailure = onFailure;
    }

    /// @param services those to be written, asked for when the disk is free
    /// @return completes when they are on disk, when that failed and is to be tried again, or when
    ///     it takes too long
    CompletableFuture<Void> keep(Supplier<List<Service>> services) {
        asked = true;
        var done = next.copy();
        if (!busy) {
            write(services);
        }
        return done;
    }

    private void write(Supplier<List<Service>> services) {
        busy = true;
        asked = false;
        var waiting = next;
        next = new CompletableFuture<>();
        var impatience =
                loop.schedule(
                        () -> {
                            waiting.complete(null);
                            next.complete(null);
                        },
                        PATIENCE.toMillis(),
                        TimeUnit.MILLISECONDS);
        var _ =
                disk.apply(ServiceFile.write(services.get()))
                        .thenAccept(
                                written -> {
                                    impatience.cancel(false);
                                    waiting.complete(null);
                                    settle(services, written);
                                });
    }

    private void settle(Supplier<List<Service>> services, Storage.Written written) {
        switch (written) {
            case Storage.Written.Done() -> {
                if (failing) {
                    LOG.info("registered services are on disk again");
                }
                failing = false;
                pause = PAUSE_MIN;
                busy = false;
                if (asked) {
                    write(services);
                }
            }
            case Storage.Written.Failed(var reason) -> {
                onFailure.run();
                if (!failing) {
                    LOG.warn(
                            "registered services would not survive a restart, trying again: {}",
                            reason);
                }
                failing = true;
                // Whoever registers while the disk is broken is not made to wait for it.
                next.complete(null);
                var _ =
                        loop.schedule(
                                () -> write(services), pause.toMillis(), TimeUnit.MILLISECONDS);
                var doubled = pause.multipliedBy(2);
                pause = doubled.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : doubled;
            }
        }
    }
}
