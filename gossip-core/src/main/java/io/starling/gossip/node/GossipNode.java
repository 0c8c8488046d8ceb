package io.starling.gossip.node;

import io.starling.gossip.model.EventRequest;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.Pool;
import io.starling.gossip.model.Tags;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.runtime.NodeRuntime;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/// A node of a gossip cluster: the handle that a program embeds.
///
///     var runtime = NettyRuntime.open(bind);
///     var node = GossipNode.start(GossipConfig.LAN, identity, runtime.ports(), listener);
///     node.join(List.of("10.0.0.1"));
///     node.fire(EventRequest.of("deploy", payload));
///
/// Thread-safe: commands hop onto the node's loop, queries read an immutable snapshot that the loop
/// publishes. Futures complete on the loop: do not block in what you attach to them.
public interface GossipNode extends AutoCloseable {

    static GossipNode start(
            GossipConfig config,
            NodeIdentity identity,
            NodeRuntime runtime,
            NodeListener listener) {
        throw new UnsupportedOperationException();
    }

    /// This node's own row. Its id and boot are known from the start.
    Member self();

    OriginBoot boot();

    Pool pool();

    /// The member table in the order of the ids, this node, the dead and the departed included.
    List<Member> members();

    CompletableFuture<NodeStats> stats();

    /// Contacts every seed once.
    ///
    /// @param seeds `host`, `host:port` or an address; a name is resolved now
    /// @return completes when every seed answered or failed; never exceptionally for what the
    // network does
    CompletableFuture<JoinResult> join(List<String> seeds);

    /// Fires an event at every member, this node included.
    ///
    /// @return the event as it was stamped; exceptionally an [EventRefusedException] if it was
    // refused:
    ///     then nothing was sent and the clock did not move
    CompletableFuture<UserEvent> fire(EventRequest request);

    /// Replaces this node's tags and tells everyone.
    CompletableFuture<Member> setTags(Tags tags);

    /// Says goodbye: tells several members and waits until they acknowledge, at most the leave
    // timeout.
    /// The node answers nothing afterwards but is not closed.
    ///
    /// @return how many members acknowledged
    CompletableFuture<Integer> leave();

    /// Stops at once, without a goodbye; others will find this node failed unless it has left.
    // Idempotent.
    @Override
    void close();
}
