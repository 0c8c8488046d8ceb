package io.starling.agent;

import io.starling.agent.event.EventFeed;
import io.starling.agent.watch.Watches;
import io.starling.gossip.model.Delivery;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.model.Names;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.node.NodeListener;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What comes from the node and is meant for it: logged, kept for lists, told to watches, and
/// handed to whoever embeds the agent. Called for one thing at a time, by the [Sieve]; must not
/// block.
final class Intake implements NodeListener {
    private static final Logger LOG = LoggerFactory.getLogger("agent");

    /// Reserved for remote execution where these clients come from, which there is none of here; it
    /// is accepted and never shown.
    private static final String REMOTE_EXECUTION = "_rexec";

    private final EventFeed feed;
    private final Watches watches;
    private final NodeListener embedder;

    Intake(EventFeed feed, Watches watches, NodeListener embedder) {
        this.feed = feed;
        this.watches = watches;
        this.embedder = embedder;
    }

    @Override
    public void onMembership(MembershipEvent event) {
        // The node logs who comes and goes; the rest of a row's changes are logged here.
        if (event instanceof MembershipEvent.Updated(var before, var now)) {
            boolean moved = !before.endpoint().equals(now.endpoint());
            LOG.info(
                    "{} {}",
                    Names.printable(now.name()),
                    moved
                            ? "moved from %s to %s".formatted(before.endpoint(), now.endpoint())
                            : "changed its tags");
        }
        watches.onMembership(event);
        embedder.onMembership(event);
    }

    @Override
    public void onDelivery(Delivery delivery) {
        switch (delivery) {
            case Delivery.Event(var event, _, _) -> accept(event);
            case Delivery.Asked _ -> {
                // The sieve gives questions to the respondent.
            }
            case Delivery.Gap(var missing) -> {
                LOG.warn("events missing, they may still come late: {}", missing);
                feed.missing(missing);
            }
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
        watches.onEvent(event);
    }
}
