package io.starling.gossip.node;

import io.starling.gossip.model.Answer;
import io.starling.gossip.model.Echo;
import io.starling.gossip.model.EventRequest;
import io.starling.gossip.model.Incarnation;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.Pool;
import io.starling.gossip.model.Question;
import io.starling.gossip.model.Status;
import io.starling.gossip.model.Tags;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.runtime.NodeRuntime;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A node of a gossip cluster: the handle that a program embeds.
///
///     var runtime = NettyRuntime.open(options);
///     var node = GossipNode.start(GossipConfig.LAN, identity, runtime.ports(), listener);
///     node.join(List.of("10.0.0.1"));
///     node.fire(EventRequest.of("deploy", payload));
///
/// Thread-safe: commands hop onto the node's loop, queries read an immutable snapshot that the loop
/// publishes. Futures complete on the loop: do not block in what you attach to them.
public final class GossipNode implements AutoCloseable {
    private final Pool pool;
    private final OriginBoot boot;
    private final NodeRuntime runtime;
    private final NodeCore core;
    private final FireDoor door;
    /// Written by the loop alone; readers get a moment, not a lock.
    private volatile List<Member> members;
    private volatile Member self;

    private GossipNode(
            GossipConfig config,
            NodeIdentity identity,
            NodeRuntime runtime,
            NodeListener listener) {
        this.runtime = runtime;
        this.pool = identity.pool();
        var memory = Memory.recall(runtime);
        this.boot = memory.identity().boot();
        this.self =
                new Member(
                        memory.identity().id(),
                        identity.name(),
                        identity.advertised(),
                        boot,
                        Incarnation.first(boot),
                        Status.ALIVE,
                        identity.protocol(),
                        identity.tags());
        this.members = List.of(self);
        this.core =
                new NodeCore(
                        config,
                        pool,
                        self,
                        memory,
                        runtime,
                        publishing(listener),
                        listener::onDelivery);
        this.door = new FireDoor(runtime, core);
    }

    /// Starts a node that is alone until it joins somebody, or finds again the members that it
    /// remembers: unless it said goodbye, or with [GossipConfig#rejoinAfterLeave], it does so by
    /// itself.
    ///
    /// Reads what the node remembers from storage, which may block; call it from a thread that may.
    public static GossipNode start(
            GossipConfig config,
            NodeIdentity identity,
            NodeRuntime runtime,
            NodeListener listener) {
        var node = new GossipNode(config, identity, runtime, listener);
        runtime.scheduler().execute(node.core::start);
        return node;
    }

    /// Starts a node that knows all members of its cluster without having met one: for simulations
    /// of clusters too large to be joined together node by node, not for production, where nobody
    /// can know such a table.
    ///
    /// @param formed asked once, on the loop, so that all nodes of the cluster can be made first:
    ///     the rows of all of them in the order of the ids; shared, not copied
    public static GossipNode startFormed(
            GossipConfig config,
            NodeIdentity identity,
            NodeRuntime runtime,
            NodeListener listener,
            Supplier<Member[]> formed) {
        var node = new GossipNode(config, identity, runtime, listener);
        runtime.scheduler().execute(() -> node.core.startFormed(formed.get()));
        return node;
    }

    /// This node's own row. Its id and boot are known from the start.
    public Member self() {
        return self;
    }

    public OriginBoot boot() {
        return boot;
    }

    public Pool pool() {
        return pool;
    }

    /// The member table in the order of the ids, this node, the dead and the departed included.
    public List<Member> members() {
        return members;
    }

    public CompletableFuture<NodeStats> stats() {
        return ask(future -> future.complete(core.stats()));
    }

    /// Where this node is in the network, and where it last heard each member to be.
    public CompletableFuture<NodeCoordinates> coordinates() {
        return ask(future -> future.complete(core.insight().places()));
    }

    /// Finds out what gets through between this node and a member, in both directions, which takes
    /// up to four seconds.
    ///
    /// @return exceptionally an [InquiryRefusedException] if too many inquiries are under way
    public CompletableFuture<Reachability> reachability(Member member) {
        return ask(
                future -> {
                    if (!core.insight().inquiries().ask(member, future::complete)) {
                        future.completeExceptionally(
                                new InquiryRefusedException(Inquiries.ASKING_MAX));
                    }
                });
    }

    /// Why whoever goes by that name was doubted, oldest note first: the last 16, for the 1,024
    /// names that something was noted of last.
    public CompletableFuture<List<CaseNote>> history(String name) {
        return ask(future -> future.complete(core.insight().caseFiles().of(name)));
    }

    /// Contacts every seed once.
    ///
    /// @param seeds each in one of the forms of [io.starling.gossip.runtime.Seed#parse]; they are
    ///     looked up now, and again at each visit for as long as the node lives
    /// @return completes when every seed answered or failed; never exceptionally for what the
    ///     network does
    public CompletableFuture<JoinResult> join(List<String> seeds) {
        var all = List.copyOf(seeds);
        return ask(future -> core.join(all, future::complete));
    }

    /// Fires an event at every member, this node included.
    ///
    /// @return the event as it was stamped; exceptionally an [EventRefusedException] if it was
    ///     refused: then nothing was sent and the clock did not move
    public CompletableFuture<UserEvent> fire(EventRequest request) {
        return door.fire(request);
    }

    /// Puts a question to every member that the filters mean, this node included. They hear it as
    /// [io.starling.gossip.model.Delivery.Asked] and may [#answer].
    ///
    /// @param listener called on the loop with what comes back, [Echo.Over] at last; must not block
    /// @return as [#fire]
    public CompletableFuture<UserEvent> ask(
            EventRequest request, Question question, Consumer<Echo> listener) {
        return door.ask(request, question, listener);
    }

    /// Says something to a question that was heard: at most once that an answer will follow, and
    /// once the last word.
    ///
    /// @param content at most [Answer#CONTENT_BYTES_MAX] bytes, not to be modified afterwards
    public void answer(UserEvent question, Answer.Kind kind, byte[] content) {
        runtime.scheduler().execute(() -> core.answer(question, kind, content));
    }

    /// Replaces this node's tags and tells everyone.
    public CompletableFuture<Member> setTags(Tags tags) {
        return ask(future -> future.complete(core.retag(tags)));
    }

    /// Says goodbye: tells several members and waits until they acknowledge, at most the leave
    /// timeout. The node answers no exchanges afterwards but is not closed.
    ///
    /// @return how many members acknowledged
    public CompletableFuture<Integer> leave() {
        return ask(future -> core.leave(future::complete));
    }

    /// Declares a failed member left, at all members. The member itself, should it live after all,
    /// refutes and is back.
    ///
    /// @param node a name, or an id as text
    /// @param prune whether it is to be forgotten at once, everywhere; then it comes back only with
    ///     a newer incarnation, never by a rumor
    public CompletableFuture<ForceLeaveResult> forceLeave(String node, boolean prune) {
        return ask(future -> future.complete(core.forceLeave(node, prune)));
    }

    /// Stops at once, without a goodbye; others will find this node failed unless it has left.
    /// Idempotent.
    @Override
    public void close() {
        runtime.scheduler().execute(core::close);
    }

    private <T> CompletableFuture<T> ask(Consumer<CompletableFuture<T>> command) {
        var future = new CompletableFuture<T>();
        runtime.scheduler().execute(() -> command.accept(future));
        return future;
    }

    private Announcements publishing(NodeListener listener) {
        return new Announcements() {
            @Override
            public void tableChanged() {
                members = core.table().snapshot();
                self = core.table().self();
            }

            @Override
            public void announce(MembershipEvent event) {
                listener.onMembership(event);
            }

            @Override
            public void learned(Member gone) {}
        };
    }
}
