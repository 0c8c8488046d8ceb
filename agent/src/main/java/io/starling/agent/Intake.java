package io.starling.agent;

import io.starling.agent.cluster.MembershipLog;
import io.starling.agent.event.EventFeed;
import io.starling.gossip.model.Delivery;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.model.Names;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.node.NodeListener;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.function.Supplier;

/// What comes from the node: logged, kept for lists, and handed to whoever embeds the agent. Runs
/// on the node's loop.
final class Intake implements NodeListener {
    private static final Logger LOG = LoggerFactory.getLogger("agent");

    /// Reserved for remote execution where these clients come from, which there is none of here; it
    /// is accepted and never shown.
    private static final String REMOTE_EXECUTION = "_rexec";

    private final EventFeed feed;
    private final Supplier<List<Member>> members;
    private final NodeListener embedder;

    Intake(EventFeed feed, Supplier<List<Member>> members, NodeListener embedder) {
        this.feed = feed;
        this.members = members;
        this.embedder = embedder;
    }

    @Override
    public void onMembership(MembershipEvent event) {
        MembershipLog.log(event, members.get());
        embedder.onMembership(event);
    }

    @Override
    public void onDelivery(Delivery delivery) {
        switch (delivery) {
            case Delivery.Event(var event, _, _) -> accept(event);
            case Delivery.Gap(var missing) ->
                    LOG.warn("events missing, they may still come late: {}", missing);
        }
        embedder.onDelivery(delivery);
    }

    private void accept(UserEvent event) {
        if (event.name().equals(REMOTE_EXECUTION)) {
            return;
        }
        LOG.debug(
                "new event: event_name={} event_id={}", Names.printable(event.name()), event.id());
        feed.offer(event);
    }
}
