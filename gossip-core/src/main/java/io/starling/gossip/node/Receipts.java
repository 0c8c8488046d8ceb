package io.starling.gossip.node;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.Message;
import io.starling.gossip.runtime.Scheduler;
import io.starling.gossip.wire.PartCodec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Receipts to be sent: those of many hand-overs share one, once the loop has done what it was
/// doing.
///
/// Confined to the node's loop.
final class Receipts {
    private final Scheduler scheduler;
    private final PartSender sender;
    private final Supplier<LamportTime> time;
    private final Map<Endpoint, List<Integer>> taken = new LinkedHashMap<>(0);
    /// Of what this node does not bring to others.
    private final Map<Endpoint, List<Integer>> declined = new LinkedHashMap<>(0);

    Receipts(Scheduler scheduler, PartSender sender, Supplier<LamportTime> time) {
        this.scheduler = scheduler;
        this.sender = sender;
        this.time = time;
    }

    /// @param busy whether this node does not bring the event to others
    void add(Endpoint target, int token, boolean busy) {
        if (taken.isEmpty() && declined.isEmpty()) {
            scheduler.execute(this::send);
        }
        var waiting = busy ? declined : taken;
        var tokens = waiting.computeIfAbsent(target, _ -> new ArrayList<>(8));
        tokens.add(token);
        if (tokens.size() == PartCodec.TOKENS_MAX) {
            waiting.remove(target);
            send(target, tokens, busy);
        }
    }

    private void send() {
        taken.forEach((target, tokens) -> send(target, tokens, false));
        declined.forEach((target, tokens) -> send(target, tokens, true));
        taken.clear();
        declined.clear();
    }

    /// @param tokens nothing is added to them any more, so they need not be copied
    private void send(Endpoint target, List<Integer> tokens, boolean busy) {
        var all = Collections.unmodifiableList(tokens);
        sender.send(target, new Message.EventReceipt(time.get(), busy, all));
    }
}
