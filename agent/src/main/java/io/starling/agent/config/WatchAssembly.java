package io.starling.agent.config;

import io.starling.agent.config.WatchConfig.Topic;
import io.starling.agent.config.WatchSource.GivenWatch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// Looks at the watches of all sources in the light of the whole configuration.
final class WatchAssembly {
    private final Gathered gathered;
    private final String datacenter;

    WatchAssembly(Gathered gathered, String datacenter) {
        this.gathered = gathered;
        this.datacenter = datacenter;
    }

    /// @param compat for the watches of events that do not say it themselves
    /// @return meaningless if there are problems
    List<WatchConfig> assemble(Compat compat) {
        int max = WatchConfig.WATCHES_MAX;
        if (gathered.watches.size() > max) {
            gathered.problems.add(
                    "watches: there are %d, the limit is %d; a script can tell events by their name"
                            .formatted(gathered.watches.size(), max));
        }
        var watches = new ArrayList<WatchConfig>();
        var answered = new HashSet<Topic>();
        for (var given : gathered.watches) {
            check(given);
            if (given.watch().topic() instanceof Topic.Queries query && !answered.add(query)) {
                gathered.problems.add(
                        "%s: the query %s has a handler already, and a node gives one answer"
                                .formatted(given.where(), query.name()));
            }
            watches.add(resolve(given, compat));
        }
        return watches;
    }

    private void check(GivenWatch given) {
        if (!given.datacenter().orElse(datacenter).equals(datacenter)) {
            gathered.problems.add(
                    "%s: a watch sees the agent's own datacenter, %s, and not %s: configure it there"
                            .formatted(given.where(), datacenter, given.datacenter().orElse("")));
        }
        if (given.token().isPresent()) {
            gathered.warnings.add(
                    "%s: token is without effect, because this release has no access control"
                            .formatted(given.where()));
        }
    }

    private WatchConfig resolve(GivenWatch given, Compat compat) {
        var watch = given.watch();
        if (!(watch.topic() instanceof Topic.Events)) {
            return watch;
        }
        var resolved = watch.withCompat(given.compat().orElse(compat));
        boolean tuned = watch.concurrency() != 1 || watch.queueMax() != WatchConfig.QUEUE;
        if (resolved.compat() == Compat.CONSUL && tuned) {
            gathered.problems.add(
                    given.where()
                            + ": concurrency and queue are not for compat = consul, whose runs"
                            + " never overlap and whose queue is the list of 256 events; remove"
                            + " them");
        }
        return resolved;
    }
}
