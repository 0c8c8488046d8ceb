package io.starling.gossip.sim.planted;

import static io.starling.gossip.sim.planted.Mutation.Always.always;

import java.util.List;

/// Bugs that somebody could have written, one for each thing that the campaign has to see.
final class PlantedBugs {
    private static final String CORE = "io.starling.gossip.";
    private static final String CLAIMS = CORE + "membership.PlantedClaims";
    private static final String RETENTION = CORE + "retention.PlantedRetention";

    private PlantedBugs() {}

    static List<PlantedBug> all() {
        return List.of(
                new PlantedBug(
                        "stale alive claims accepted",
                        "Old news that a member lives beats newer news of it.",
                        CORE + "membership.Precedence",
                        "supersedes",
                        new Mutation.CallInstead(CLAIMS, "staleAliveWins"),
                        "NoResurrection",
                        3),
                new PlantedBug(
                        "reaped members welcome",
                        "An old claim brings back a member that was reaped.",
                        CORE + "membership.Tombstones",
                        "forbids",
                        always(false),
                        "NoResurrection",
                        10),
                new PlantedBug(
                        "refutation never sent",
                        "A node that is accused takes no notice.",
                        CORE + "membership.MemberTable",
                        "aboutSelf",
                        new Mutation.CallInstead(CLAIMS, "neverAccused"),
                        "AgreementAtQuiescence",
                        3),
                new PlantedBug(
                        "goodbyes ignored",
                        "A member that says goodbye is probed until it is found dead.",
                        CORE + "membership.Precedence",
                        "supersedes",
                        new Mutation.CallInstead(CLAIMS, "leftNeverWins"),
                        "AgreementAtQuiescence",
                        3),
                new PlantedBug(
                        "silence never suspected",
                        "A member that does not answer is taken to live.",
                        CORE + "node.Membership",
                        "suspect",
                        new Mutation.Nothing(),
                        "AgreementAtQuiescence",
                        3),
                new PlantedBug(
                        "accuser raises another's incarnation",
                        "Whoever doubts a member raises its incarnation, so that the doubt wins.",
                        CORE + "model.Member",
                        "with",
                        new Mutation.CallInstead(CORE + "model.PlantedMember", "raises"),
                        "OnlyTheMemberRaisesItsIncarnation",
                        3),
                new PlantedBug(
                        "rumors told for ever",
                        "A claim is never told enough.",
                        CORE + "dissemination.RetransmitLimit",
                        "of",
                        new Mutation.Always(Integer.MAX_VALUE),
                        "TrafficGoesQuiet",
                        3),
                new PlantedBug(
                        "deduplication forgets",
                        "Every copy of an event is new.",
                        CORE + "retention.Origin",
                        "seen",
                        always(false),
                        "EventsAreDeliveredOnce",
                        3),
                new PlantedBug(
                        "base moves over gaps",
                        "What is missing below the newest event counts as had.",
                        CORE + "retention.SeenState",
                        "base",
                        new Mutation.CallInstead(RETENTION, "baseOverGaps"),
                        "OriginOrderIsKept",
                        5),
                new PlantedBug(
                        "gaps never pulled",
                        "Nobody is asked for a missing event.",
                        CORE + "retention.PullRound",
                        "asks",
                        new Mutation.CallInstead(RETENTION, "neverAsks"),
                        "AgreementAtQuiescence",
                        20),
                new PlantedBug(
                        "holder does not wait for order",
                        "Events are handed out as they come.",
                        CORE + "event.Sequencer",
                        "accept",
                        new Mutation.CallInstead(CORE + "event.PlantedOrder", "neverWaits"),
                        "OriginOrderIsKept",
                        3),
                new PlantedBug(
                        "joiner takes history",
                        "A node that joins wants all that is still kept.",
                        CORE + "node.UserEvents",
                        "makeHistory",
                        new Mutation.Nothing(),
                        "NoHistoryForJoiners",
                        10),
                new PlantedBug(
                        "foreign cluster accepted",
                        "The cluster tag of a datagram is not looked at.",
                        CORE + "wire.Sealer",
                        "open",
                        new Mutation.CallInstead(CORE + "wire.PlantedSealer", "opensForeign"),
                        "ClustersStayApart",
                        40),
                new PlantedBug(
                        "checksum not checked",
                        "A damaged datagram is read as it is.",
                        CORE + "wire.Header",
                        "checkSum",
                        new Mutation.Nothing(),
                        "NothingIsInvented",
                        10),
                new PlantedBug(
                        "refutation without a higher incarnation",
                        "Whoever refutes says again what was doubted.",
                        CORE + "model.Incarnation",
                        "next",
                        new Mutation.CallInstead(
                                CORE + "model.PlantedIncarnation", "nextIsTheSame"),
                        "AgreementAtQuiescence",
                        10),
                new PlantedBug(
                        "suspicion never expires",
                        "A member that does not answer stays suspect.",
                        CORE + "node.Suspicions",
                        "begin",
                        new Mutation.Nothing(),
                        "AgreementAtQuiescence",
                        10),
                new PlantedBug(
                        "answered probes judged",
                        "The verdict of a probe is given though the ack has come.",
                        CORE + "node.Patience$Deadline",
                        "cancel",
                        new Mutation.Nothing(),
                        "TrafficGoesQuiet",
                        10),
                new PlantedBug(
                        "acks ignored",
                        "Nobody hears that a ping was answered.",
                        CORE + "node.Acks",
                        "onAck",
                        new Mutation.Nothing(),
                        "TrafficGoesQuiet",
                        10),
                new PlantedBug(
                        "local health without bound",
                        "A node in bad health waits without end, and notices no failure.",
                        CORE + "membership.LocalHealth",
                        "scale",
                        new Mutation.CallInstead(CORE + "membership.PlantedHealth", "endless"),
                        "AgreementAtQuiescence",
                        10),
                new PlantedBug(
                        "one member probed for all",
                        "The probe ring never gets past its first member.",
                        CORE + "membership.ProbeRing",
                        "next",
                        new Mutation.CallInstead(CORE + "membership.PlantedRing", "alwaysTheFirst"),
                        "AgreementAtQuiescence",
                        10),
                new PlantedBug(
                        "claims never told",
                        "What a node hears of others it keeps to itself.",
                        CORE + "node.Gossip",
                        "take",
                        new Mutation.CallInstead(CORE + "node.PlantedGossip", "nothing"),
                        "TrafficGoesQuiet",
                        10),
                new PlantedBug(
                        "own goodbye refuted",
                        "A node that left hears so, and refutes it.",
                        CORE + "membership.MemberTable",
                        "leave",
                        new Mutation.CallInstead(CLAIMS, "leftButAlive"),
                        "NoResurrection",
                        10),
                new PlantedBug(
                        "rows of an exchange ignored",
                        "An exchange of state brings events and no members.",
                        CORE + "node.Membership",
                        "learn",
                        new Mutation.Nothing(),
                        "AgreementAtQuiescence",
                        10));
    }
}
