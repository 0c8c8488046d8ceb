package io.starling.agent.cluster;

import io.starling.gossip.model.Answer;
import io.starling.gossip.model.Echo;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventRequest;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.Pool;
import io.starling.gossip.model.Question;
import io.starling.gossip.model.Tags;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.node.CaseNote;
import io.starling.gossip.node.ForceLeaveResult;
import io.starling.gossip.node.JoinResult;
import io.starling.gossip.node.NodeCoordinates;
import io.starling.gossip.node.NodeStats;
import io.starling.gossip.node.Reachability;
import io.starling.gossip.runtime.Storage;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// A cluster whose futures complete on a loop of the caller's.
///
/// Answers are made into JSON in what is attached to them. On the node's loop that would hold up
/// the very event that is being answered: the first one by the quarter of a second in which the
/// JSON library is loaded.
///
/// Thread-safe.
public final class HoppingCluster implements Cluster {
    private final Cluster node;
    private final Executor loop;

    public HoppingCluster(Cluster node, Executor loop) {
        this.node = node;
        this.loop = loop;
    }

    @Override
    public Member self() {
        return node.self();
    }

    @Override
    public Pool pool() {
        return node.pool();
    }

    @Override
    public Endpoint boundEndpoint() {
        return node.boundEndpoint();
    }

    @Override
    public List<Member> members() {
        return node.members();
    }

    @Override
    public CompletableFuture<NodeStats> stats() {
        return hop(node.stats());
    }

    @Override
    public CompletableFuture<NodeCoordinates> coordinates() {
        return hop(node.coordinates());
    }

    @Override
    public CompletableFuture<Reachability> reachability(Member member) {
        return hop(node.reachability(member));
    }

    @Override
    public CompletableFuture<List<CaseNote>> history(String name) {
        return hop(node.history(name));
    }

    @Override
    public CompletableFuture<JoinResult> join(List<String> seeds) {
        return hop(node.join(seeds));
    }

    @Override
    public CompletableFuture<UserEvent> fire(EventRequest request) {
        return hop(node.fire(request));
    }

    @Override
    public CompletableFuture<UserEvent> ask(
            EventRequest request, Question question, Consumer<Echo> listener) {
        return hop(node.ask(request, question, echo -> loop.execute(() -> listener.accept(echo))));
    }

    @Override
    public void answer(UserEvent question, Answer.Kind kind, byte[] content) {
        node.answer(question, kind, content);
    }

    @Override
    public CompletableFuture<Member> setTags(Tags tags) {
        return hop(node.setTags(tags));
    }

    @Override
    public CompletableFuture<Integer> leave() {
        return hop(node.leave());
    }

    @Override
    public CompletableFuture<ForceLeaveResult> forceLeave(String member, boolean prune) {
        return hop(node.forceLeave(member, prune));
    }

    @Override
    public boolean keepsFiles() {
        return node.keepsFiles();
    }

    @Override
    public Storage.Read read(String file) {
        return node.read(file);
    }

    @Override
    public CompletableFuture<Storage.Written> replace(String file, byte[] contents) {
        return hop(node.replace(file, contents));
    }

    @Override
    public void close() {
        node.close();
    }

    private <T> CompletableFuture<T> hop(CompletableFuture<T> future) {
        return future.whenCompleteAsync((_, _) -> {}, loop);
    }
}
