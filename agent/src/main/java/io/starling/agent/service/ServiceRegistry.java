package io.starling.agent.service;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/// The services of this agent: those of the configuration, and those that clients registered, which
/// are kept across restarts.
///
/// A client may replace or take away a configured service; the next start or reload brings it back.
/// [#SERVICES_MAX] services and [#BYTES_MAX] bytes of their texts are the bounds.
///
/// Changed on one loop alone; any thread may read.
public final class ServiceRegistry {
    public static final int SERVICES_MAX = 1_024;

    /// So that all of them together are small beside an agent's heap, and a filter is soon done.
    public static final int BYTES_MAX = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(ServiceRegistry.class);

    private final Optional<ServiceKeeper> keeper;

    /// By id; replaced whole with every change.
    private volatile SortedMap<String, Entry> entries = new TreeMap<>();

    /// @param bytes of the service, counted once
    private record Entry(Service service, boolean configured, int bytes) {
        Entry(Service service, boolean configured) {
            this(service, configured, service.bytes());
        }
    }

    /// There is no room for the service; nothing changed.
    public static final class FullException extends RuntimeException {
        private static final long serialVersionUID = 1;

        FullException(String message) {
            super(message);
        }
    }

    /// @param registered those that clients registered before the last restart; of those that
    ///     do not fit any more, and those that are configured by now, nothing is left
    /// @param keeper empty if nothing outlives the process
    public ServiceRegistry(
            Collection<Service> configured,
            Collection<Service> registered,
            Optional<ServiceKeeper> keeper) {
        this.keeper = keeper;
        entries =
                together(
                        configured,
                        registered.stream().map(service -> new Entry(service, false)).toList());
    }

    /// In the order of their ids.
    public List<Service> all() {
        return entries.values().stream().map(Entry::service).toList();
    }

    public Optional<Service> find(String id) {
        return Optional.ofNullable(entries.get(id)).map(Entry::service);
    }

    public int size() {
        return entries.size();
    }

    /// Adds the service, or replaces the one of the same id as a whole.
    ///
    /// @return completes when it is on disk, or is to be written later
    /// @throws FullException if there is no room for it
    public CompletableFuture<Void> register(Service service) {
        var entry = new Entry(service, false);
        var all = new TreeMap<>(entries);
        var problem = problem(all, entry);
        if (problem.isPresent()) {
            throw new FullException(problem.get());
        }
        all.put(service.id(), entry);
        entries = all;
        return keep();
    }

    /// Does nothing if there is none of that id.
    ///
    /// @return completes when it is gone from the disk, or is to be later
    public CompletableFuture<Void> deregister(String id) {
        var all = new TreeMap<>(entries);
        if (all.remove(id) == null) {
            return CompletableFuture.completedFuture(null);
        }
        entries = all;
        return keep();
    }

    /// The configuration was read again. Its services take the place of the former ones, and of
    /// registered ones of the same id; the other registered ones stay.
    public void configure(Collection<Service> configured) {
        entries =
                together(
                        configured,
                        entries.values().stream().filter(entry -> !entry.configured()).toList());
        var _ = keep();
    }

    /// Whether all of them are too many.
    ///
    /// @return what to say then
    public static Optional<String> problem(Collection<Service> services) {
        var all = new TreeMap<String, Entry>();
        for (var service : services) {
            var entry = new Entry(service, true);
            var problem = problem(all, entry);
            if (problem.isPresent()) {
                return problem;
            }
            all.put(service.id(), entry);
        }
        return Optional.empty();
    }

    private static SortedMap<String, Entry> together(
            Collection<Service> configured, Collection<Entry> registered) {
        var all = new TreeMap<String, Entry>();
        configured.forEach(service -> all.put(service.id(), new Entry(service, true)));
        for (var entry : registered) {
            var id = entry.service().id();
            var problem = all.containsKey(id) ? Optional.<String>empty() : problem(all, entry);
            problem.ifPresent(sentence -> LOG.warn("service {} is lost: {}", id, sentence));
            if (problem.isEmpty()) {
                all.putIfAbsent(id, entry);
            }
        }
        return all;
    }

    private static Optional<String> problem(SortedMap<String, Entry> all, Entry added) {
        var replaced = all.get(added.service().id());
        if (replaced == null && all.size() >= SERVICES_MAX) {
            return Optional.of(
                    "this agent has %d services, the limit; deregister some first"
                            .formatted(all.size()));
        }
        long bytes = (long) added.bytes() - (replaced == null ? 0 : replaced.bytes());
        for (var entry : all.values()) {
            bytes += entry.bytes();
        }
        return bytes <= BYTES_MAX
                ? Optional.empty()
                : Optional.of(
                        "the services of this agent would have %d bytes of names, tags and meta, the limit is %d; deregister some or shorten them"
                                .formatted(bytes, BYTES_MAX));
    }

    private CompletableFuture<Void> keep() {
        return keeper.map(disk -> disk.keep(this::registered))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    private List<Service> registered() {
        return entries.values().stream()
                .filter(entry -> !entry.configured())
                .map(Entry::service)
                .toList();
    }
}
