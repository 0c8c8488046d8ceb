package io.starling.gossip.node;

import io.starling.gossip.membership.LocalHealth;
import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Exchange;
import io.starling.gossip.model.Exchange.Refusal;
import io.starling.gossip.model.Member;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.NodeRuntime;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The one way into the cluster. Before a newcomer's first exchange is answered, it is known
/// whether it speaks our protocol, whether its name is free, and whether it is reached where it
/// says it is.
///
/// Whoever holds the name must answer now: a node that started anew without a data directory has
/// another id, and is not to be refused by its own ghost. A newcomer that cannot be reached would
/// come and go for ever, so nothing of it enters the table. Nothing is kept of those that were
/// refused, however often they come back.
///
/// Confined to the node's loop.
final class Door {
    private static final Logger log = LoggerFactory.getLogger(Door.class);
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(10);

    private final GossipConfig config;
    private final NodeRuntime runtime;
    private final MemberTable table;
    private final LocalHealth health;
    private final Membership membership;
    private final NameConflicts conflicts;
    private final Knocks knocks;
    private final BooleanSupplier attached;
    private final Supplier<Errand> errand;
    private final BiConsumer<Endpoint, Runnable> goIn;
    private final LogLimit refused;
    private final LogLimit halfReached;
    private int checks;
    private boolean goingIn;

    /// @param attached whether this node has exchanged state with anybody yet
    /// @param errand what this node itself looks for elsewhere
    /// @param goIn takes this node through the door of the node there, and says when that is over
    Door(
            GossipConfig config,
            NodeRuntime runtime,
            MemberTable table,
            LocalHealth health,
            Membership membership,
            NameConflicts conflicts,
            Knocks knocks,
            BooleanSupplier attached,
            Supplier<Errand> errand,
            BiConsumer<Endpoint, Runnable> goIn) {
        this.config = config;
        this.runtime = runtime;
        this.table = table;
        this.health = health;
        this.membership = membership;
        this.conflicts = conflicts;
        this.knocks = knocks;
        this.attached = attached;
        this.errand = errand;
        this.goIn = goIn;
        this.refused = new LogLimit(runtime.clock(), LOG_INTERVAL);
        this.halfReached = new LogLimit(runtime.clock(), LOG_INTERVAL);
    }

    /// Whether the exchange is to be answered.
    ///
    /// @param source where the stream came from
    /// @param onVerdict runs on the loop once, perhaps at once: what to say instead, or nothing
    void ask(
            Endpoint source,
            Exchange.PushPull request,
            Consumer<Optional<Exchange.Refused>> onVerdict) {
        var visitor = request.sender();
        if (!request.join() || !understands(visitor)) {
            onVerdict.accept(visit(visitor));
        } else if (request.after().isPresent() || table.isSelf(visitor.id()) || isMember(visitor)) {
            onVerdict.accept(Optional.empty());
        } else if (errand.get() != Errand.NONE) {
            onVerdict.accept(Optional.of(away(errand.get())));
        } else if (checks >= config.antiEntropy().requestsMax()) {
            runtime.observer().count(Counter.STREAM_REQUESTS_REFUSED);
            onVerdict.accept(
                    Optional.of(
                            new Exchange.Refused(
                                    Refusal.BUSY,
                                    "%d newcomers wait at the door of %s, try again"
                                            .formatted(checks, table.self().name()))));
        } else {
            new Check(source, visitor, onVerdict).start();
        }
    }

    /// Two newcomers that let each other in would found a second cluster while they look for the
    /// first, and what one of them learns there would be news to the other.
    private Exchange.Refused away(Errand errand) {
        var self = table.self().name();
        return switch (errand) {
            case JOINING ->
                    new Exchange.Refused(
                            Refusal.BUSY, "%s is on its way to others, try again".formatted(self));
            case TURNED_AWAY ->
                    new Exchange.Refused(
                            "%s has itself been refused by the cluster that it wants to join"
                                    .formatted(self));
            case NONE -> throw new IllegalStateException("nothing keeps this node away");
        };
    }

    /// Whether an exchange is to be answered that a member of some cluster begins. Who is new here
    /// itself does not come in by being visited: it goes to the visitor's door, to one at a time.
    ///
    /// @return what to say instead, or nothing
    Optional<Exchange.Refused> visit(Member visitor) {
        if (!understands(visitor)) {
            return Optional.of(refuse(visitor, Refusal.PROTOCOL, otherTongue(visitor)));
        }
        if (attached.getAsBoolean() || table.others() > 0 || table.isSelf(visitor.id())) {
            return Optional.empty();
        }
        if (!goingIn) {
            goingIn = true;
            goIn.accept(visitor.endpoint(), () -> goingIn = false);
        }
        return Optional.of(
                new Exchange.Refused(
                        "%s is new here and joins by itself".formatted(table.self().name())));
    }

    private boolean understands(Member visitor) {
        return visitor.protocol().agreed(table.self().protocol()).isPresent();
    }

    /// Whether it was let in before, in this run: its answer may have been lost.
    private boolean isMember(Member visitor) {
        return table.get(visitor.id())
                .filter(row -> row.status().takesPart())
                .filter(row -> row.boot().equals(visitor.boot()))
                .filter(row -> row.endpoint().equals(visitor.endpoint()))
                .isPresent();
    }

    private String otherTongue(Member visitor) {
        var ours = table.self().protocol();
        boolean visitorIsOlder = visitor.protocol().max() < ours.min();
        return "%s speaks protocol %s, %s speaks %s: upgrade %s"
                .formatted(
                        visitor.name(),
                        visitor.protocol(),
                        table.self().name(),
                        ours,
                        visitorIsOlder ? visitor.name() : table.self().name());
    }

    private Exchange.Refused refuse(Member visitor, Refusal cause, String reason) {
        runtime.observer().count(Counter.NEWCOMERS_REFUSED);
        refused.admit()
                .ifPresent(
                        more ->
                                log.warn(
                                        "{}: refused {} ({}): {} ({} more since the last such"
                                                + " line)",
                                        table.self().name(),
                                        visitor.name(),
                                        visitor.id(),
                                        reason,
                                        more));
        return new Exchange.Refused(cause, reason);
    }

    /// One newcomer, from its request to the verdict.
    private final class Check {
        private final Endpoint source;
        private final Member newcomer;
        private final Consumer<Optional<Exchange.Refused>> onVerdict;
        private final Optional<Member> holder;
        private Optional<Knocks.Knock> atNewcomer = Optional.empty();
        private Optional<Knocks.Knock> atHolder = Optional.empty();

        private Check(
                Endpoint source, Member newcomer, Consumer<Optional<Exchange.Refused>> onVerdict) {
            this.source = source;
            this.newcomer = newcomer;
            this.onVerdict = onVerdict;
            this.holder = conflicts.holderElsewhere(newcomer);
        }

        private void start() {
            checks++;
            if (holder.filter(row -> table.isSelf(row.id())).isPresent()) {
                onHolder(Knocks.Heard.DATAGRAM);
                return;
            }
            // A ghost is silent, and a wrong guess about it is put right by its refutation; a wrong
            // guess about the newcomer costs it a join, so that gets more time.
            atHolder =
                    holder.map(
                            row ->
                                    knocks.at(
                                            row.endpoint(),
                                            row.id(),
                                            patience(config.probing().timeout()),
                                            this::onHolder));
            atNewcomer =
                    Optional.of(
                            knocks.at(
                                    newcomer.endpoint(),
                                    newcomer.id(),
                                    patience(config.probing().interval()),
                                    this::onNewcomer));
        }

        /// Stretched by local health, but so that the asker still waits for the answer.
        private Duration patience(Duration base) {
            var most = config.antiEntropy().timeout().dividedBy(2);
            var stretched = health.scale(base);
            return stretched.compareTo(most) < 0 ? stretched : most;
        }

        private void onHolder(Knocks.Heard heard) {
            atHolder = Optional.empty();
            if (heard == Knocks.Heard.NOTHING) {
                admitIfNothingIsPending();
            } else {
                var known = holder.orElseThrow();
                conflicts.refused(newcomer, known);
                finish(Optional.of(refuse(newcomer, Refusal.NAME, nameTaken(known))));
            }
        }

        private void onNewcomer(Knocks.Heard heard) {
            atNewcomer = Optional.empty();
            switch (heard) {
                case DATAGRAM -> admitIfNothingIsPending();
                case STREAM -> {
                    warnOfBlockedDatagrams();
                    admitIfNothingIsPending();
                }
                case NOTHING -> {
                    runtime.observer().count(Counter.NEWCOMERS_UNREACHABLE);
                    finish(Optional.of(refuse(newcomer, Refusal.ADDRESS, unreachable())));
                }
            }
        }

        private void admitIfNothingIsPending() {
            if (atHolder.isPresent() || atNewcomer.isPresent()) {
                return;
            }
            if (!conflicts
                    .holderElsewhere(newcomer)
                    .map(Member::id)
                    .equals(holder.map(Member::id))) {
                finish(
                        Optional.of(
                                new Exchange.Refused(
                                        Refusal.BUSY,
                                        "the name %s has just gone from hand to hand, try again"
                                                .formatted(newcomer.name()))));
                return;
            }
            holder.ifPresent(membership::suspect);
            finish(Optional.empty());
        }

        private void finish(Optional<Exchange.Refused> verdict) {
            atHolder.ifPresent(Knocks.Knock::cancel);
            atNewcomer.ifPresent(Knocks.Knock::cancel);
            checks--;
            onVerdict.accept(verdict);
        }

        private String nameTaken(Member known) {
            return "the name %s is held by %s at %s, which answers: give this node another name"
                            .formatted(newcomer.name(), known.id(), known.endpoint())
                    + " (-node), or stop that one";
        }

        private String unreachable() {
            return "%s advertises %s, where %s gets no answer over UDP or TCP; its request came from"
                            .formatted(newcomer.name(), newcomer.endpoint(), table.self().name())
                    + " %s: advertise an address that others reach (-advertise), or open port %d for"
                            .formatted(source, newcomer.endpoint().port())
                    + " UDP and TCP in the firewall";
        }

        private void warnOfBlockedDatagrams() {
            halfReached
                    .admit()
                    .ifPresent(
                            more ->
                                    log.warn(
                                            "{}: {} joins from {}; at {} it answers over TCP but"
                                                + " not over UDP: open the port for UDP both ways,"
                                                + " events are slower until then ({} more since the"
                                                + " last such line)",
                                            table.self().name(),
                                            newcomer.name(),
                                            source,
                                            newcomer.endpoint(),
                                            more));
        }
    }
}
