package io.starling.agent.cluster;

import io.starling.agent.config.AgentConfig;
import io.starling.gossip.model.Answer;
import io.starling.gossip.model.Echo;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventRequest;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.Pool;
import io.starling.gossip.model.Question;
import io.starling.gossip.model.Tags;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.netty.NettyRuntime;
import io.starling.gossip.node.CaseNote;
import io.starling.gossip.node.ForceLeaveResult;
import io.starling.gossip.node.GossipNode;
import io.starling.gossip.node.JoinResult;
import io.starling.gossip.node.NodeCoordinates;
import io.starling.gossip.node.NodeIdentity;
import io.starling.gossip.node.NodeListener;
import io.starling.gossip.node.NodeStats;
import io.starling.gossip.node.Reachability;
import io.starling.gossip.runtime.Observer;
import io.starling.gossip.runtime.Storage;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// A real node on real sockets.
public final class GossipCluster implements Cluster {
    private final NettyRuntime runtime;
    private final GossipNode node;

    private GossipCluster(NettyRuntime runtime, GossipNode node) {
        this.runtime = runtime;
        this.node = node;
    }

    /// @param advertised where others reach the node; the port is the bound one
    /// @param tags all that travel with the member, the agent's own included
    /// @throws io.starling.gossip.netty.BindFailedException if the address is taken or not of this
    ///     host; nothing stays open
    public static GossipCluster open(
            AgentConfig config,
            InetAddress advertised,
            Tags tags,
            Observer observer,
            NodeListener listener) {
        var gossip =
                config.gossip()
                        .toConfig()
                        .withRejoinAfterLeave(config.joining().rejoinAfterLeave());
        var runtime =
                NettyRuntime.open(
                        new NettyRuntime.Options(
                                Endpoint.of(config.gossip().bind(), config.gossip().port()),
                                gossip.datagramBytesMax(),
                                config.dataDirectory(),
                                observer));
        try {
            var identity =
                    new NodeIdentity(
                            config.nodeName(),
                            config.pool(),
                            Endpoint.of(advertised, runtime.boundEndpoint().port()),
                            tags);
            return new GossipCluster(
                    runtime, GossipNode.start(gossip, identity, runtime.ports(), listener));
        } catch (RuntimeException failed) {
            runtime.close();
            throw failed;
        }
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
        return runtime.boundEndpoint();
    }

    @Override
    public List<Member> members() {
        return node.members();
    }

    @Override
    public CompletableFuture<NodeStats> stats() {
        return node.stats();
    }

    @Override
    public CompletableFuture<NodeCoordinates> coordinates() {
        return node.coordinates();
    }

    @Override
    public CompletableFuture<Reachability> reachability(Member member) {
        return node.reachability(member);
    }

    @Override
    public CompletableFuture<List<CaseNote>> history(String name) {
        return node.history(name);
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
    public CompletableFuture<UserEvent> ask(
            EventRequest request, Question question, Consumer<Echo> listener) {
        return node.ask(request, question, listener);
    }

    @Override
    public void answer(UserEvent question, Answer.Kind kind, byte[] content) {
        node.answer(question, kind, content);
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
    public CompletableFuture<ForceLeaveResult> forceLeave(String member, boolean prune) {
        return node.forceLeave(member, prune);
    }

    @Override
    public boolean keepsFiles() {
        return runtime.ports().storage().isDurable();
    }

    @Override
    public Storage.Read read(String file) {
        return runtime.ports().storage().read(file);
    }

    @Override
    public CompletableFuture<Storage.Written> replace(String file, byte[] contents) {
        var written = new CompletableFuture<Storage.Written>();
        var ports = runtime.ports();
        ports.scheduler().execute(() -> ports.storage().replace(file, contents, written::complete));
        return written;
    }

    @Override
    public void close() {
        node.close();
        runtime.close();
    }
}
