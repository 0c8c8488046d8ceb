package io.starling.gossip.sim;

import io.starling.gossip.model.EventRequest;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.Tags;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.node.ForceLeaveResult;
import io.starling.gossip.node.GossipConfig;
import io.starling.gossip.node.GossipNode;
import io.starling.gossip.node.JoinResult;
import io.starling.gossip.node.NodeIdentity;
import io.starling.gossip.node.NodeListener;
import io.starling.gossip.runtime.NodeRuntime;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// What the simulator asks of a node. The production node is one; tests have others, which break
/// rules on purpose.
public interface NodeHandle {

    /// How a node starts.
    @FunctionalInterface
    interface Starter {
        NodeHandle start(
                GossipConfig config,
                NodeIdentity identity,
                NodeRuntime runtime,
                NodeListener listener);
    }

    Member self();

    OriginBoot boot();

    List<Member> members();

    CompletableFuture<JoinResult> join(List<String> seeds);

    CompletableFuture<UserEvent> fire(EventRequest request);

    CompletableFuture<Member> setTags(Tags tags);

    CompletableFuture<Integer> leave();

    /// Says goodbye for another, as an operator would have it.
    CompletableFuture<ForceLeaveResult> forceLeave(String node, boolean prune);

    /// Starts the production node.
    static NodeHandle production(
            GossipConfig config,
            NodeIdentity identity,
            NodeRuntime runtime,
            NodeListener listener) {
        return new Production(GossipNode.start(config, identity, runtime, listener));
    }

    /// Starts production nodes that know their cluster from the beginning.
    ///
    /// @param rows see [GossipNode#startFormed]
    static Starter formed(Supplier<Member[]> rows) {
        return (config, identity, runtime, listener) ->
                new Production(GossipNode.startFormed(config, identity, runtime, listener, rows));
    }

    record Production(GossipNode node) implements NodeHandle {
        @Override
        public Member self() {
            return node.self();
        }

        @Override
        public OriginBoot boot() {
            return node.boot();
        }

        @Override
        public List<Member> members() {
            return node.members();
        }

        @Override
        public CompletableFuture<JoinResult> join(List<String> seeds) {
            return node.join(seeds);
        }

        @Override
        public CompletableFuture<UserEvent> fire(EventRequest request) {
            return node.fire(request);
        }

        @Override
        public CompletableFuture<Member> setTags(Tags tags) {
            return node.setTags(tags);
        }

        @Override
        public CompletableFuture<Integer> leave() {
            return node.leave();
        }

        @Override
        public CompletableFuture<ForceLeaveResult> forceLeave(String other, boolean prune) {
            return node.forceLeave(other, prune);
        }
    }
}
