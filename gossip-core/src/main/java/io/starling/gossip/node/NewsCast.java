package io.starling.gossip.node;

import io.starling.gossip.cast.Cast;
import io.starling.gossip.cast.Mix;
import io.starling.gossip.cast.Ring;
import io.starling.gossip.cast.Task;
import io.starling.gossip.model.Arc;
import io.starling.gossip.model.Claim;
import io.starling.gossip.model.HandOver.Duty;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.wire.PartCodec;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Brings what a member says of itself to everyone: that it is here, what its tags are, that it
/// leaves. It goes down a tree like an event's ([RangeCast]), each range to two delegates, and who
/// hears it for the first time goes on with the range that came with it.
///
/// Nothing is acknowledged, repeated or confirmed, and nothing is remembered: the same claims go
/// out as rumors a moment later ([Gossip]), and those are the repair. Doubts, verdicts and
/// refutations are rumors only.
///
/// Confined to the node's loop.
final class NewsCast {
    /// Claims that this node begins or passes on: beyond that they are rumors only, so that a mass
    /// join takes nothing from events.
    static final int PER_SECOND = 50;

    static final int BURST = 100;

    /// Of a claim: what members with many tags say is rumors only.
    static final int BYTES_MAX = 512;

    private final NodeId self;
    private final NodeRuntime runtime;
    private final Outbox outbox;
    private final Supplier<Ring> ring;
    private final Allowance allowance;

    /// @param ring the members as they are now
    NewsCast(NodeId self, NodeRuntime runtime, Outbox outbox, Supplier<Ring> ring) {
        this.self = self;
        this.runtime = runtime;
        this.outbox = outbox;
        this.ring = ring;
        this.allowance = new Allowance(BURST, PER_SECOND, runtime.clock().nanoTime());
    }

    /// Begins with the whole ring.
    ///
    /// @param news of this node, or of one that it has just let in; in the table already
    /// @return whether it is on its way
    boolean begin(Claim news) {
        boolean begun = execute(news, Arc.whole(self.position()), self.position(), false);
        if (begun) {
            count(Counter.NEWS_BEGUN);
        }
        return begun;
    }

    /// @param hear takes the claim, and says whether it was news
    void onHandOver(Message.ClaimHandOver handed, Predicate<Claim> hear) {
        if (!hear.test(handed.claim())) {
            count(Counter.NEWS_STALE);
        } else if (handed.duty() != Duty.LEAF && handed.claim().isOwn()) {
            boolean shared = handed.duty() == Duty.SHARED;
            if (execute(handed.claim(), handed.arc(), handed.cut(), shared)) {
                count(Counter.NEWS_PASSED_ON);
            }
        }
    }

    /// @return whether anything was sent
    private boolean execute(Claim news, Arc arc, long cut, boolean shared) {
        if (PartCodec.encode(news).length > BYTES_MAX
                || !allowance.take(runtime.clock().nanoTime())) {
            count(Counter.NEWS_HELD_BACK);
            return false;
        }
        // A claim is news once, so there is nothing to remember of its way.
        var tasks =
                new Cast(self, news.subject(), Mix.seed(news), false)
                        .execute(ring.get(), arc, cut, shared);
        tasks.forEach(task -> send(news, task));
        return !tasks.isEmpty();
    }

    private void send(Claim news, Task task) {
        // Who is alone in its range needs no ring to find that out; whom the sender does not know
        // there hears the rumor.
        var duty = task.members() == 1 ? Duty.LEAF : task.duty();
        var part = new Message.ClaimHandOver(news, task.arc(), task.cut(), duty);
        // Bare, or the rumor of the same claim would be spent on those who just get it.
        outbox.sendRumors(task.target().endpoint(), List.of(PartCodec.encode(part)));
    }

    private void count(Counter counter) {
        runtime.observer().count(counter);
    }
}
