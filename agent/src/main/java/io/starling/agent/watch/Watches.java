package io.starling.agent.watch;

import io.starling.agent.config.Compat;
import io.starling.agent.config.WatchConfig;
import io.starling.agent.config.WatchConfig.Topic;
import io.starling.agent.event.EventRing;
import io.starling.agent.metrics.Metrics;
import io.starling.gossip.model.Answer;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.model.UserEvent;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/// All watches of an agent.
///
/// They hear from the moment at which they are there, and run once they are opened: handlers talk
/// to the agent, so it has to answer by then.
///
/// Thread-safe: the lists are immutable, and replaced.
public final class Watches implements AutoCloseable {
    private final NodeNames names;
    private final EventRing ring;
    private final Executor loop;
    private final Metrics metrics;
    private volatile List<Watch> watches = List.of();
    private List<Watch> retired = List.of();
    private volatile Supplier<List<Member>> members = List::of;
    private boolean opened;

    /// @param nodeName of this node
    /// @param loop the ring's
    public Watches(String nodeName, EventRing ring, Executor loop, Metrics metrics) {
        this.names = new NodeNames(nodeName, () -> members.get());
        this.ring = ring;
        this.loop = loop;
        this.metrics = metrics;
    }

    /// Brings about that there are these watches. One that is as it was goes on where it is, so
    /// that a reload neither repeats nor loses an event; by Consul's contract it begins anew. One
    /// that is no longer wanted does what it has heard, and ends.
    public synchronized void apply(List<WatchConfig> wanted) {
        var former = new ArrayList<>(watches);
        var now = new ArrayList<Watch>();
        for (var config : wanted) {
            now.add(
                    former.stream()
                            .filter(watch -> watch.config().equals(config))
                            .filter(_ -> config.compat() == Compat.NONE)
                            .findFirst()
                            .filter(former::remove)
                            .orElseGet(() -> create(config)));
        }
        watches = List.copyOf(now);
        former.forEach(Watch::retire);
        former.addAll(retired);
        former.removeIf(Watch::isDone);
        retired = List.copyOf(former);
    }

    private Watch create(WatchConfig config) {
        var runs = Runs.of(config, names, metrics);
        var watch =
                switch (config.topic()) {
                    case Topic.Events(var name) when config.compat() == Compat.CONSUL ->
                            new RingWatch(config, name.orElse(EventRing.ALL), ring, loop, runs);
                    case Topic.Queries _ -> new QueryWatch(config, runs, metrics);
                    case Topic.Events _, Topic.Members _ -> new QueuedWatch(config, runs, metrics);
                };
        if (opened) {
            watch.open();
        }
        return watch;
    }

    /// From now on handlers run. What was heard before has waited for it.
    ///
    /// @param members as they are at the time of asking
    public synchronized void open(Supplier<List<Member>> members) {
        this.members = members;
        opened = true;
        watches.forEach(Watch::open);
    }

    /// On the node's loop, after the event was offered to the ring.
    public void onEvent(UserEvent event) {
        watches.forEach(watch -> watch.onEvent(event));
    }

    /// On the node's loop.
    public void onMembership(MembershipEvent event) {
        watches.forEach(watch -> watch.onMembership(event));
    }

    /// On the node's loop or beside it.
    ///
    /// @param reply gets one word or two; must not block
    public void onQuestion(UserEvent question, BiConsumer<Answer.Kind, String> reply) {
        for (var watch : watches) {
            if (watch instanceof QueryWatch query
                    && watch.config().topic().equals(new Topic.Queries(question.name()))) {
                query.onQuestion(question, reply);
                return;
            }
        }
        reply.accept(Answer.Kind.SILENT, "");
    }

    /// Ends what runs. Nothing must be heard any more.
    @Override
    public synchronized void close() {
        watches.forEach(Watch::close);
        retired.forEach(Watch::close);
    }
}
