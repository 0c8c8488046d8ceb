package io.starling.gossip.node;

import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.runtime.Scheduler.Timer;
import io.starling.gossip.store.SavedState;
import io.starling.gossip.store.StateRecord.Known;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.function.Predicate;

/// Finds the cluster again by the members that this node knew when it last ran. To the others it is
/// a join like any other: there is no history for who comes back.
///
/// A few at a time are contacted, those first that were believed to live, until one answers or
/// somebody else was found. All of them become seeds: whoever does not answer now is visited for
/// ever.
///
/// Confined to the node's loop.
final class Rejoining {
    private static final Logger log = LoggerFactory.getLogger(Rejoining.class);

    /// Contacted, of all that are remembered. There are more places for seeds than that, so that
    /// those given by people find room.
    static final int TARGETS_MAX = 16;

    private static final int AT_ONCE = 3;
    private static final Duration PAUSE_MIN = Duration.ofSeconds(1);

    private final Duration pauseMax;
    private final NodeRuntime runtime;
    private final MemberTable table;
    private final AntiEntropy antiEntropy;
    private final Seeds seeds;
    private final Queue<Endpoint> targets = new ArrayDeque<>(0);
    private Duration pause = PAUSE_MIN;
    private Timer next = () -> {};
    private boolean stopped;

    /// @param pauseMax between attempts; beyond, it is left to the visits of the seeds
    Rejoining(
            Duration pauseMax,
            NodeRuntime runtime,
            MemberTable table,
            AntiEntropy antiEntropy,
            Seeds seeds) {
        this.pauseMax = pauseMax;
        this.runtime = runtime;
        this.table = table;
        this.antiEntropy = antiEntropy;
        this.seeds = seeds;
    }

    /// @param afterLeave whether to come back even though the node had said goodbye
    void start(SavedState past, boolean afterLeave) {
        choose(past);
        if (targets.isEmpty()) {
            return;
        }
        if (past.departed() && !afterLeave) {
            log.info(
                    "{}: it left the cluster when it last ran, so it does not go back to its {}"
                            + " members by itself; join one of them, or rejoin after leave",
                    me(),
                    past.members().size());
            targets.clear();
            return;
        }
        log.info(
                "{}: rejoins by what it remembers: {} members, {} first",
                me(),
                past.members().size(),
                targets.peek());
        seeds.remember(targets.stream().map(Endpoint::toString).toList());
        attempt();
    }

    void stop() {
        stopped = true;
        next.cancel();
    }

    private void choose(SavedState past) {
        var chosen = new LinkedHashSet<Endpoint>();
        addShuffled(past, known -> known.status().takesPart(), chosen);
        addShuffled(past, known -> !known.status().takesPart(), chosen);
        chosen.stream().limit(TARGETS_MAX).forEach(targets::add);
    }

    private void addShuffled(SavedState past, Predicate<Known> wanted, LinkedHashSet<Endpoint> to) {
        var members = new ArrayList<Endpoint>();
        for (var known : past.members().values()) {
            var endpoint = known.endpoint();
            boolean reachable = endpoint.port() != 0 && !endpoint.isWildcard();
            boolean self = endpoint.equals(table.self().endpoint()) || table.isSelf(known.id());
            if (reachable && !self && wanted.test(known)) {
                members.add(endpoint);
            }
        }
        Collections.shuffle(members, runtime.random());
        to.addAll(members);
    }

    private void attempt() {
        if (stopped || table.others() > 0) {
            return;
        }
        var batch = new ArrayList<Endpoint>(AT_ONCE);
        for (int i = Math.min(AT_ONCE, targets.size()); i > 0; i--) {
            batch.add(targets.remove());
        }
        targets.addAll(batch);
        contact(batch);
    }

    private void contact(List<Endpoint> batch) {
        var failures = new ArrayList<String>();
        var partners = new ArrayList<String>();
        var outstanding = new int[] {batch.size()};
        for (var target : batch) {
            antiEntropy.exchange(
                    target,
                    outcome -> {
                        switch (outcome) {
                            case AntiEntropy.Outcome.Exchanged(var partner) ->
                                    partners.add(partner.name());
                            case AntiEntropy.Outcome.Failed(var reason) -> failures.add(reason);
                        }
                        if (--outstanding[0] == 0) {
                            settle(partners, failures);
                        }
                    });
        }
    }

    private void settle(List<String> partners, List<String> failures) {
        if (!partners.isEmpty()) {
            log.info("{}: rejoined by {}", me(), String.join(", ", partners));
            antiEntropy.settleIn();
            return;
        }
        runtime.observer().count(Counter.JOINS_FAILED);
        log.debug("{}: rejoined nobody: {}", me(), String.join("; ", failures));
        if (pause.compareTo(pauseMax) < 0) {
            next = runtime.scheduler().schedule(pause, this::attempt);
            pause = pause.multipliedBy(2);
        } else {
            log.warn(
                    "{}: none of the members that it remembers answers, at last {}; one of {} is"
                            + " tried every {} or so from now on; is the network up, or is there a"
                            + " seed to join?",
                    me(),
                    failures.getLast(),
                    targets.size(),
                    pauseMax);
        }
    }

    private String me() {
        return table.self().name();
    }
}
