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
import java.util.function.Consumer;

/// The gossip node as the agent uses it: the seam at which tests put a node that does what they
/// say.
///
/// Thread-safe. Futures may complete on the node's loop: do not block in what you attach to them.
public interface Cluster extends AutoCloseable {

    /// This node's own row.
    Member self();

    Pool pool();

    /// Where the node listens; the port is the one that the system chose, if it was left to it.
    Endpoint boundEndpoint();

    /// All members that are remembered, this node included.
    List<Member> members();

    CompletableFuture<NodeStats> stats();

    /// Where this node is in the network, and where it last heard the members to be.
    CompletableFuture<NodeCoordinates> coordinates();

    /// What gets through between this node and a member.
    ///
    /// @return exceptionally an [io.starling.gossip.node.InquiryRefusedException] if too many are
    ///     asked at once
    CompletableFuture<Reachability> reachability(Member member);

    /// Why whoever goes by that name was doubted, oldest note first.
    CompletableFuture<List<CaseNote>> history(String name);

    /// Contacts every seed once.
    CompletableFuture<JoinResult> join(List<String> seeds);

    /// @return exceptionally an [io.starling.gossip.node.EventRefusedException] if it was refused
    CompletableFuture<UserEvent> fire(EventRequest request);

    /// Puts a question to all nodes that the filters mean.
    ///
    /// @param listener gets what comes back, [Echo.Over] at last; must not block
    /// @return as [#fire]
    CompletableFuture<UserEvent> ask(
            EventRequest request, Question question, Consumer<Echo> listener);

    /// Says something to a question of whomever.
    void answer(UserEvent question, Answer.Kind kind, byte[] content);

    CompletableFuture<Member> setTags(Tags tags);

    /// Says goodbye.
    ///
    /// @return how many members acknowledged
    CompletableFuture<Integer> leave();

    /// Declares a failed member left, at all members.
    ///
    /// @param node a name, or an id as text
    /// @param prune whether everyone is to forget it at once
    CompletableFuture<ForceLeaveResult> forceLeave(String node, boolean prune);

    /// Whether what is written to a file outlives the process: whether there is a data directory.
    boolean keepsFiles();

    /// A file of the data directory; empty if there is none. Blocks.
    Storage.Read read(String file);

    /// Puts `contents` in place of the file, whole or not at all.
    CompletableFuture<Storage.Written> replace(String file, byte[] contents);

    /// Idempotent.
    @Override
    void close();
}
