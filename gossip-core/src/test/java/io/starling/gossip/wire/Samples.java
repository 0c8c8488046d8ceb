package io.starling.gossip.wire;

import io.starling.gossip.model.Answer;
import io.starling.gossip.model.Arc;
import io.starling.gossip.model.Claim;
import io.starling.gossip.model.Coordinate;
import io.starling.gossip.model.EncodedEvent;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventFilters;
import io.starling.gossip.model.EventId;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.EventMark;
import io.starling.gossip.model.EventProgress;
import io.starling.gossip.model.EventRange;
import io.starling.gossip.model.Exchange;
import io.starling.gossip.model.HandOver;
import io.starling.gossip.model.Incarnation;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.Part;
import io.starling.gossip.model.Pool;
import io.starling.gossip.model.ProtocolRange;
import io.starling.gossip.model.Question;
import io.starling.gossip.model.Standing;
import io.starling.gossip.model.StatePage;
import io.starling.gossip.model.Status;
import io.starling.gossip.model.Tags;
import io.starling.gossip.model.UserEvent;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// One of everything that travels. The golden bytes are made of these: add, never change.
final class Samples {
    static final Pool POOL = Pool.lan("prod", "dc1");
    static final OriginBoot BOOT = new OriginBoot(0x0000_019a_0102_0304L, 0x1122_3344_5566_7788L);
    static final OriginBoot OTHER_BOOT = new OriginBoot(7, -1);
    static final NodeId NODE = new NodeId(0x0011_2233_4455_6677L, 0x8899_aabb_ccdd_eeffL);
    static final NodeId OTHER_NODE = new NodeId(-2, 1);
    static final Incarnation INCARNATION = new Incarnation(BOOT.ordinal(), 3);
    static final Endpoint IPV4 = Endpoint.parse("10.1.2.3:8301", 0).orElseThrow();
    static final Endpoint IPV6 = Endpoint.parse("[fd00::1:2]:65535", 0).orElseThrow();

    static final UserEvent EVENT =
            new UserEvent(
                    new EventId(0x46ee_8f51_bc70_3c12L, 0xe415_9fae_2381_8ec8L),
                    new EventKey(BOOT, 300),
                    new LamportTime(41),
                    NODE,
                    "deploy",
                    "v42".getBytes(StandardCharsets.UTF_8),
                    new EventFilters("^web-", "nginx", "blue"),
                    1_790_000_000_000_000L);
    static final UserEvent QUESTION =
            new UserEvent(
                    EVENT.id(),
                    EVENT.key(),
                    EVENT.time(),
                    NODE,
                    "version",
                    EVENT.payload(),
                    EVENT.filters(),
                    EVENT.firedAtMicros(),
                    Optional.of(new Question(Duration.ofMillis(2_500), 3)));
    static final LamportTime TIME = new LamportTime(41);
    static final HandOver HAND_OVER =
            new HandOver(
                    new Arc(-0x1122_3344L, 0x0102_0304_0506_0708L),
                    0x0102_0304L,
                    0x55aa_1234,
                    -7,
                    HandOver.Duty.SHARED,
                    true);
    static final EncodedEvent ENCODED = EventCodec.encode(EVENT);

    static final Claim.Alive ALIVE =
            new Claim.Alive(
                    NODE,
                    INCARNATION,
                    "wöb-1",
                    IPV4,
                    BOOT,
                    new ProtocolRange(1, 2),
                    Tags.of(Map.of("role", "web", "zone", "")));
    static final Member MEMBER = Member.of(ALIVE);
    static final Member DEAD_MEMBER =
            new Member(
                    OTHER_NODE,
                    "db-2",
                    IPV6,
                    OTHER_BOOT,
                    new Incarnation(7, 0),
                    Status.DEAD,
                    ProtocolRange.CURRENT,
                    Tags.NONE);
    static final EventProgress PROGRESS =
            new EventProgress(
                    BOOT,
                    10,
                    1_000,
                    List.of(new EventRange(BOOT, 11, 11), new EventRange(BOOT, 500, 1_000)));
    static final StatePage PAGE =
            new StatePage(
                    new LamportTime(Long.MIN_VALUE),
                    List.of(
                            MEMBER,
                            DEAD_MEMBER,
                            DEAD_MEMBER.with(Status.LEFT, INCARNATION),
                            DEAD_MEMBER.with(Status.SUSPECT, INCARNATION)),
                    Optional.of(OTHER_NODE),
                    List.of(PROGRESS, new EventProgress(OTHER_BOOT, 0, 0, List.of())));
    static final StatePage EMPTY_PAGE =
            new StatePage(LamportTime.ZERO, List.of(), Optional.empty(), List.of());

    static final Coordinate COORDINATE =
            new Coordinate(
                    new float[] {0.25f, -0.5f, 0, 0.001f, -0.03f, 0, 1e-5f, 10},
                    0.125f,
                    -0.002f,
                    1e-5f);

    static final List<Standing> STANDINGS =
            List.of(
                    new Standing(NODE, INCARNATION, Optional.of(Status.SUSPECT)),
                    new Standing(OTHER_NODE, new Incarnation(7, 0), Optional.of(Status.DEAD)),
                    Standing.reaped(OTHER_NODE, INCARNATION));

    static final Message.Ping PING = new Message.Ping(1, NODE, OTHER_NODE);
    static final Claim.Left LEFT = new Claim.Left(NODE, INCARNATION);

    static final List<Sample<Part>> PARTS = parts();
    static final List<Sample<Exchange>> EXCHANGES = exchanges();

    /// @param file the name of its golden file
    record Sample<T>(String file, T value) {
        @Override
        public String toString() {
            return file;
        }
    }

    private Samples() {}

    private static List<Sample<Part>> parts() {
        var ranges = List.of(new EventRange(BOOT, 1, 9), new EventRange(OTHER_BOOT, 5, 5));
        return List.of(
                new Sample<>("ping", PING),
                new Sample<>("ping-request", new Message.PingRequest(1_000, OTHER_NODE, IPV6)),
                new Sample<>("ack", new Message.Ack(1, List.of())),
                new Sample<>(
                        "ack-with-marks",
                        new Message.Ack(
                                Long.MAX_VALUE,
                                List.of(new EventMark(BOOT, 300), new EventMark(OTHER_BOOT, 1)))),
                new Sample<>(
                        "ack-with-coordinate",
                        new Message.Ack(
                                2, List.of(new EventMark(BOOT, 300)), Optional.of(COORDINATE))),
                new Sample<>("nack", new Message.Nack(-1)),
                new Sample<>("event-copy", new Message.EventCopy(ENCODED, false)),
                new Sample<>("event-reply", new Message.EventCopy(ENCODED, true)),
                new Sample<>("event-hand-over", new Message.EventHandOver(ENCODED, HAND_OVER)),
                new Sample<>("event-receipt", new Message.EventReceipt(TIME, true, List.of(1, -1))),
                new Sample<>("event-have", new Message.EventHave(TIME, -2, ranges)),
                new Sample<>("event-held", new Message.EventHeld(TIME, -2, ranges, ranges)),
                new Sample<>("event-pull", new Message.EventPull(ranges)),
                new Sample<>("event-gone", new Message.EventGone(ranges)),
                new Sample<>("alive", ALIVE),
                new Sample<>("suspect", new Claim.Suspect(NODE, INCARNATION, OTHER_NODE)),
                new Sample<>("dead", new Claim.Dead(NODE, INCARNATION, OTHER_NODE)),
                new Sample<>("left", LEFT),
                new Sample<>("claim-hand-over", handedOver(ALIVE)),
                new Sample<>("claim-hand-over-left", handedOver(LEFT)),
                new Sample<>("name-contested", new Message.NameContested(OTHER_NODE, IPV6)),
                new Sample<>(
                        "question-copy", new Message.EventCopy(EventCodec.encode(QUESTION), false)),
                new Sample<>("query-pending", answer(Answer.Kind.PENDING, "", false)),
                new Sample<>("query-silent", answer(Answer.Kind.SILENT, "", false)),
                new Sample<>("query-answer", answer(Answer.Kind.ANSWERED, "42", true)),
                new Sample<>("query-failed", answer(Answer.Kind.FAILED, "exit status 1", false)),
                new Sample<>(
                        "left-declared",
                        new Claim.Left(NODE, INCARNATION, Optional.of(OTHER_NODE), true)));
    }

    private static Message.QueryAnswer answer(Answer.Kind kind, String content, boolean relay) {
        var bytes = content.getBytes(StandardCharsets.UTF_8);
        return new Message.QueryAnswer(
                new Answer(EVENT.id(), NODE, OTHER_NODE, kind, bytes), relay);
    }

    private static Message.ClaimHandOver handedOver(Claim claim) {
        return new Message.ClaimHandOver(claim, HAND_OVER.arc(), HAND_OVER.cut(), HAND_OVER.duty());
    }

    private static List<Sample<Exchange>> exchanges() {
        return List.of(
                new Sample<>("stream-ping", new Exchange.StreamPing(NODE)),
                new Sample<>("stream-ack", new Exchange.StreamAck()),
                new Sample<>(
                        "push-pull",
                        new Exchange.PushPull(MEMBER, true, PAGE, Optional.of(OTHER_NODE))),
                new Sample<>(
                        "push-pull-empty",
                        new Exchange.PushPull(DEAD_MEMBER, false, EMPTY_PAGE, Optional.empty())),
                new Sample<>("push-pull-answer", new Exchange.PushPullAnswer(MEMBER, PAGE)),
                new Sample<>("refused", new Exchange.Refused("cluster a/dc1/lan is not b/dc1/lan")),
                refused("refused-busy", Exchange.Refusal.BUSY),
                refused("refused-protocol", Exchange.Refusal.PROTOCOL),
                refused("refused-name", Exchange.Refusal.NAME),
                refused("refused-address", Exchange.Refusal.ADDRESS),
                new Sample<>("reach-inquiry", new Exchange.ReachInquiry(NODE, OTHER_NODE)),
                new Sample<>(
                        "reach-findings", new Exchange.ReachFindings(IPV4, true, true, true, "")),
                new Sample<>(
                        "reach-findings-none",
                        new Exchange.ReachFindings(
                                IPV6, false, false, false, "connection refused")),
                new Sample<>(
                        "digest",
                        new Exchange.Digest(
                                MEMBER,
                                new LamportTime(41),
                                List.of(PROGRESS),
                                2,
                                1,
                                List.of(0L, 0x0123_4567_89ab_cdefL, -1L))),
                new Sample<>(
                        "digest-answer",
                        new Exchange.DigestAnswer(
                                MEMBER,
                                new LamportTime(42),
                                List.of(PROGRESS),
                                List.of(0, 300),
                                STANDINGS,
                                OptionalInt.of(4_095))),
                new Sample<>(
                        "digest-answer-equal",
                        new Exchange.DigestAnswer(
                                MEMBER,
                                LamportTime.ZERO,
                                List.of(),
                                List.of(),
                                List.of(),
                                OptionalInt.empty())),
                new Sample<>(
                        "rows",
                        new Exchange.Rows(
                                MEMBER,
                                List.of(DEAD_MEMBER),
                                STANDINGS,
                                List.of(NODE, OTHER_NODE))),
                new Sample<>(
                        "rows-answer",
                        new Exchange.RowsAnswer(MEMBER, List.of(DEAD_MEMBER), STANDINGS, 2)));
    }

    private static Sample<Exchange> refused(String file, Exchange.Refusal cause) {
        return new Sample<>(file, new Exchange.Refused(cause, "not now"));
    }
}
