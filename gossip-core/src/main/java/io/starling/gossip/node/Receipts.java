package io.starling.gossip.node;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.Message;
import io.starling.gossip.runtime.Scheduler;
import io.starling.gossip.wire.PartCodec;

import java.util.ArrayList;
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
    private final Map<Receipt, List<Integer>> waiting = new LinkedHashMap<>(0);

    private record Receipt(Endpoint target, boolean busy) {}

    Receipts(Scheduler scheduler, PartSender sender, Supplier<LamportTime> time) {
        this.scheduler = scheduler;
        this.sender = sender;
        this.time = time;
    }

    /// @param busy whether this node does not bring the event to others
    void add(Endpoint target, int token, boolean busy) {
        if (waiting.isEmpty()) {
            scheduler.execute(this::send);
        }
        var receipt = new Receipt(target, busy);
        var tokens = waiting.computeIfAbsent(receipt, _ -> new ArrayList<>(1));
        tokens.add(token);
        if (tokens.size() == PartCodec.TOKENS_MAX) {
            waiting.remove(receipt);
            send(receipt, tokens);
        }
    }

    private void send() {
        waiting.forEach(this::send);
        waiting.clear();
    }

    private void send(Receipt receipt, List<Integer> tokens) {
        sender.send(
                receipt.target(),
                new Message.EventReceipt(time.get(), receipt.busy(), List.copyOf(tokens)));
    }
}
