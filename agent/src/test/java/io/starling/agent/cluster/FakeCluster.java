package io.starling.agent.cluster;

import io.starling.agent.config.AgentConfig;
import io.starling.gossip.model.Answer;
import io.starling.gossip.model.Coordinate;
import io.starling.gossip.model.Delivery;
import io.starling.gossip.model.Echo;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventFilters;
import io.starling.gossip.model.EventId;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.EventRequest;
import io.starling.gossip.model.Incarnation;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.Pool;
import io.starling.gossip.model.ProtocolRange;
import io.starling.gossip.model.Question;
import io.starling.gossip.model.Status;
import io.starling.gossip.model.Tags;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.node.CaseNote;
import io.starling.gossip.node.EventRefusedException;
import io.starling.gossip.node.ForceLeaveResult;
import io.starling.gossip.node.JoinResult;
import io.starling.gossip.node.NodeCoordinates;
import io.starling.gossip.node.NodeListener;
import io.starling.gossip.node.NodeStats;
import io.starling.gossip.node.Reachability;
import io.starling.gossip.runtime.Storage;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// A cluster of one that does what the test says, on the caller's thread.
public final class FakeCluster implements Cluster {
    private static final OriginBoot BOOT = new OriginBoot(1, 1);

    private final SplittableRandom random = new SplittableRandom(1);
    private final NodeListener listener;
    private final int eventBytesMax;
    private final Pool pool;
    private Member self;

    public final List<Member> others = new ArrayList<>();
    public final List<List<String>> joins = new ArrayList<>();
    public final ArrayDeque<JoinResult> joinResults = new ArrayDeque<>();
    public final List<EventRequest> fired = new ArrayList<>();
    public final List<Asked> asked = new CopyOnWriteArrayList<>();
    public final List<String> answers = new CopyOnWriteArrayList<>();
    public Optional<EventRefusedException> refusal = Optional.empty();
    public boolean stalled;
    public int leaves;
    public final List<String> forceLeaves = new ArrayList<>();
    public ForceLeaveResult forceLeaveResult = new ForceLeaveResult.Declared(List.of());
    public int closes;
    public NodeCoordinates coordinates =
            new NodeCoordinates(new Coordinate(new float[8], 1.5f, 0, 1e-5f), Map.of(), 0);
    public final Map<String, byte[]> files = new HashMap<>();
    public volatile Optional<String> diskTrouble = Optional.empty();
    public Optional<String> readTrouble = Optional.empty();
    public final Map<String, List<CaseNote>> histories = new HashMap<>();
    public final Map<String, CompletableFuture<Reachability>> reachabilities = new HashMap<>();
    private long sequence;

    /// A question of this node.
    public record Asked(EventRequest request, Question question, Consumer<Echo> listener) {}

    public FakeCluster(AgentConfig config, Tags tags, NodeListener listener) {
        this.listener = listener;
        this.eventBytesMax = config.gossip().eventBytesMax();
        this.pool = config.pool();
        this.self = member(config.nodeName(), 8301, Status.ALIVE, tags);
    }

    public static Member member(String name, int port, Status status, Tags tags) {
        return new Member(
                new NodeId(0x395cb007fbbdf5f5L, port),
                name,
                Endpoint.parse("127.0.0.1", port).orElseThrow(),
                BOOT,
                Incarnation.first(BOOT),
                status,
                ProtocolRange.CURRENT,
                tags);
    }

    /// An event as if another node had fired it.
    public UserEvent event(String name, String payload) {
        sequence++;
        return new UserEvent(
                EventId.random(random),
                new EventKey(BOOT, sequence),
                new LamportTime(sequence),
                self.id(),
                name,
                payload.getBytes(StandardCharsets.UTF_8),
                EventFilters.NONE,
                0);
    }

    public void deliver(UserEvent event) {
        listener.onDelivery(new Delivery.Event(event, false, java.time.Duration.ZERO));
    }

    @Override
    public Member self() {
        return self;
    }

    @Override
    public Pool pool() {
        return pool;
    }

    @Override
    public Endpoint boundEndpoint() {
        return self.endpoint();
    }

    @Override
    public List<Member> members() {
        var members = new ArrayList<>(others);
        members.add(self);
        return members;
    }

    @Override
    public CompletableFuture<NodeStats> stats() {
        return stalled
                ? new CompletableFuture<>()
                : CompletableFuture.completedFuture(
                        new NodeStats(
                                1,
                                0,
                                2,
                                3,
                                new LamportTime(sequence + 1),
                                0,
                                4,
                                5,
                                6,
                                7,
                                8,
                                new NodeStats.Pace(9, 10, 11, Duration.ofMillis(12))));
    }

    @Override
    public CompletableFuture<NodeCoordinates> coordinates() {
        return CompletableFuture.completedFuture(coordinates);
    }

    @Override
    public CompletableFuture<Reachability> reachability(Member member) {
        return reachabilities.getOrDefault(member.name(), new CompletableFuture<>());
    }

    @Override
    public CompletableFuture<List<CaseNote>> history(String name) {
        return CompletableFuture.completedFuture(histories.getOrDefault(name, List.of()));
    }

    @Override
    public CompletableFuture<JoinResult> join(List<String> seeds) {
        joins.add(seeds);
        var result = joinResults.poll();
        return CompletableFuture.completedFuture(
                result == null ? new JoinResult(List.of(self.endpoint()), List.of()) : result);
    }

    @Override
    public CompletableFuture<UserEvent> fire(EventRequest request) {
        int bytes = request.name().length() + request.payload().length;
        if (refusal.isEmpty() && bytes > eventBytesMax) {
            return CompletableFuture.failedFuture(
                    new EventRefusedException.TooLarge(bytes, eventBytesMax));
        }
        if (refusal.isPresent()) {
            return CompletableFuture.failedFuture(refusal.get());
        }
        fired.add(request);
        var stamped = event(request.name(), "");
        var event =
                new UserEvent(
                        stamped.id(),
                        stamped.key(),
                        stamped.time(),
                        stamped.origin(),
                        request.name(),
                        request.payload(),
                        request.filters(),
                        0);
        deliver(event);
        return CompletableFuture.completedFuture(event);
    }

    @Override
    public CompletableFuture<UserEvent> ask(
            EventRequest request, Question question, Consumer<Echo> listener) {
        if (refusal.isPresent()) {
            return CompletableFuture.failedFuture(refusal.get());
        }
        asked.add(new Asked(request, question, listener));
        return CompletableFuture.completedFuture(event(request.name(), ""));
    }

    @Override
    public void answer(UserEvent question, Answer.Kind kind, byte[] content) {
        answers.add(kind + " " + new String(content, StandardCharsets.UTF_8));
    }

    @Override
    public CompletableFuture<Member> setTags(Tags tags) {
        self = member(self.name(), self.endpoint().port(), Status.ALIVE, tags);
        return CompletableFuture.completedFuture(self);
    }

    @Override
    public CompletableFuture<Integer> leave() {
        leaves++;
        return CompletableFuture.completedFuture(3);
    }

    @Override
    public CompletableFuture<ForceLeaveResult> forceLeave(String node, boolean prune) {
        forceLeaves.add(node + (prune ? " prune" : ""));
        return CompletableFuture.completedFuture(forceLeaveResult);
    }

    @Override
    public boolean keepsFiles() {
        return true;
    }

    @Override
    public Storage.Read read(String file) {
        return readTrouble
                .<Storage.Read>map(Storage.Read.Failed::new)
                .orElseGet(
                        () ->
                                new Storage.Read.Contents(
                                        files.getOrDefault(file, new byte[0]).clone()));
    }

    @Override
    public CompletableFuture<Storage.Written> replace(String file, byte[] contents) {
        if (diskTrouble.isPresent()) {
            return CompletableFuture.completedFuture(new Storage.Written.Failed(diskTrouble.get()));
        }
        files.put(file, contents);
        return CompletableFuture.completedFuture(new Storage.Written.Done());
    }

    @Override
    public void close() {
        closes++;
    }
}
