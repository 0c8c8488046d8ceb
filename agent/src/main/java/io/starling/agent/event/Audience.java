package io.starling.agent.event;

import io.starling.agent.service.Service;
import io.starling.gossip.model.EventFilters;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Who is meant by an event: this node, or others.
///
/// All filters that an event has must hold. The service filter looks at the id and at the name of
/// each service: clients know it as looking at the one and are told that it looks at the other. A
/// tag has to be one of the same service.
///
/// Judging holds the texts of all services against patterns, which at the worst takes longer than a
/// loop may be held. Confined to one thread.
public final class Audience {
    private final String node;
    private final Supplier<List<Service>> services;
    private final FilterCache cache = new FilterCache();

    /// @param services those of the moment
    public Audience(String node, Supplier<List<Service>> services) {
        this.node = node;
        this.services = services;
    }

    public sealed interface Verdict {
        /// @param service the id of one that the filters mean; empty if they name none
        /// @param tag of that service, that the filter means; empty if it names none
        record Meant(String service, String tag) implements Verdict {}

        record NotMeant() implements Verdict {}

        /// A filter is none that this node compiles, so it cannot say who is meant.
        record Unreadable(String problem) implements Verdict {}
    }

    public Verdict judge(EventFilters filters) {
        for (var filter : List.of(filters.node(), filters.service(), filters.tag())) {
            if (cache.get(filter) instanceof CompiledFilter.Refused(var problem)) {
                return new Verdict.Unreadable(problem);
            }
        }
        return holds(filters.node(), node) ? byService(filters) : new Verdict.NotMeant();
    }

    private Verdict byService(EventFilters filters) {
        if (filters.service().isEmpty() && filters.tag().isEmpty()) {
            return new Verdict.Meant("", "");
        }
        return services.get().stream()
                .filter(
                        service ->
                                holds(filters.service(), service.id())
                                        || holds(filters.service(), service.name()))
                .flatMap(service -> byTag(filters.tag(), service).stream())
                .findFirst()
                .<Verdict>map(meant -> meant)
                .orElseGet(Verdict.NotMeant::new);
    }

    private Optional<Verdict.Meant> byTag(String filter, Service service) {
        if (filter.isEmpty()) {
            return Optional.of(new Verdict.Meant(service.id(), ""));
        }
        return service.tags().stream()
                .filter(tag -> holds(filter, tag))
                .findFirst()
                .map(tag -> new Verdict.Meant(service.id(), tag));
    }

    /// An absent filter is the empty pattern, which is found in every text.
    private boolean holds(String filter, String text) {
        return cache.get(filter) instanceof CompiledFilter.Usable usable && usable.matches(text);
    }
}
