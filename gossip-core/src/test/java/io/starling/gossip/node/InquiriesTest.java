package io.starling.gossip.node;

import static io.starling.gossip.Fixtures.endpoint;
import static io.starling.gossip.Fixtures.id;
import static io.starling.gossip.node.Reachability.Passes.NO;
import static io.starling.gossip.node.Reachability.Passes.UNKNOWN;
import static io.starling.gossip.node.Reachability.Passes.YES;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Exchange;
import io.starling.gossip.model.Exchange.ReachFindings;
import io.starling.gossip.model.Message;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Transport;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

class InquiriesTest {
    /// Nothing of the failure detector's gets in the way.
    private static final GossipConfig QUIET =
            GossipConfig.LAN.with(
                    new GossipConfig.Probing(Duration.ofHours(1), Duration.ofMinutes(10), 3, 8));

    private static final ReachFindings ALL = new ReachFindings(endpoint(0), true, true, true, "");

    private final Rig rig = new Rig(QUIET, 3);

    @Test
    void theAskedAnswersAsSoonAsEverythingGotThrough() {
        var answers = asked(1);
        var ping = rig.sent(Message.Ping.class).getFirst();
        assertThat(rig.targetsOf(Message.Ping.class)).containsOnly(endpoint(1));
        rig.hear(1, new Message.Ping(5, rig.self(), id(1)));
        rig.hear(1, new Message.Ack(ping.sequence(), List.of()));
        assertThat(answers).isEmpty();
        rig.answer(rig.world.begun.getLast(), new Exchange.StreamAck());
        assertThat(answers).containsExactly(new ReachFindings(endpoint(1), true, true, true, ""));
    }

    @Test
    void theAskedTellsWhatDidNotGetThroughAfterItsPatience() {
        var answers = asked(1);
        rig.advance(ReachTrial.PATIENCE.minusMillis(1));
        assertThat(answers).isEmpty();
        assertThat(rig.sent(Message.Ping.class)).hasSize(4);
        rig.advance(Duration.ofMillis(1));
        assertThat(answers)
                .containsExactly(
                        new ReachFindings(
                                endpoint(1),
                                false,
                                false,
                                false,
                                "no answer over TCP within 1200 ms"));
        rig.settle();
        rig.advance(Duration.ofSeconds(10));
        assertThat(rig.sent(Message.Ping.class)).isEmpty();
    }

    /// Else it could be pointed at anybody.
    @Test
    void theAskedPingsNobodyThatItDoesNotKnow() {
        assertRefused(new Exchange.ReachInquiry(rig.self(), id(9)), "knows no member");
        assertRefused(new Exchange.ReachInquiry(rig.self(), rig.self()), "knows no member");
        assertRefused(new Exchange.ReachInquiry(id(2), id(1)), "is not");
        assertThat(rig.sent(Message.Ping.class)).isEmpty();
        assertThat(rig.world.begun).isEmpty();
    }

    private void assertRefused(Exchange.ReachInquiry inquiry, String reason) {
        rig.settle();
        assertThat(rig.ask(inquiry))
                .isInstanceOfSatisfying(
                        Exchange.Refused.class,
                        refused -> assertThat(refused.reason()).contains(reason));
    }

    @Test
    void theAskedAnswers16AtOnceAndCountsTheRest() {
        for (int i = 0; i < Inquiries.ANSWERING_MAX; i++) {
            assertThat(asked(1)).isEmpty();
        }
        assertThat(rig.ask(new Exchange.ReachInquiry(rig.self(), id(2))))
                .isEqualTo(new Exchange.Refused("16 inquiries are under way at self, try again"));
        assertThat(rig.world.count(Counter.STREAM_REQUESTS_REFUSED)).isEqualTo(1);
        rig.advance(ReachTrial.PATIENCE);
        assertThat(asked(2)).isEmpty();
        assertThat(rig.world.count(Counter.STREAM_REQUESTS_REFUSED)).isEqualTo(1);
    }

    @Test
    void aPingOfAnotherMemberIsNotTheAskers() {
        var answers = asked(1);
        rig.hear(2, new Message.Ping(5, rig.self(), id(2)));
        rig.advance(ReachTrial.PATIENCE);
        assertThat(answers.getFirst()).isInstanceOf(ReachFindings.class);
        assertThat(((ReachFindings) answers.getFirst()).heard()).isFalse();
    }

    @Test
    void everythingGetsThrough() {
        var answer = ask();
        hearPingAndAck();
        end(0, new Exchange.ReachFindings(endpoint(0), true, true, true, ""));
        assertThat(answer.join().isComplete()).isTrue();
        assertThat(answer.join().advice()).containsExactly("everything gets through");
    }

    @Test
    void aLostDirectionIsNamedWithBothAddressesAndThePort() {
        var answer = ask();
        hearPing();
        end(0, new ReachFindings(endpoint(0), false, true, true, ""));
        var found = answer.join();
        assertThat(found.udpTo()).isEqualTo(NO);
        assertThat(found.udpFrom()).isEqualTo(YES);
        assertThat(found.advice())
                .containsExactly(
                        "UDP from self (10.0.0.0:8301) does not reach n1 (10.0.0.1:8301): allow UDP"
                            + " port 8301 inbound at n1; only answers get through, as a firewall or"
                            + " NAT lets them");
    }

    @Test
    void anAckIsNoProofThatTheOthersOwnPingsArrive() {
        var answer = ask();
        hearAck();
        end(0, new ReachFindings(endpoint(0), true, false, true, ""));
        var found = answer.join();
        assertThat(found.udpTo()).isEqualTo(YES);
        assertThat(found.udpFrom()).isEqualTo(NO);
        assertThat(found.advice().getFirst())
                .startsWith(
                        "UDP from n1 (10.0.0.1:8301) does not reach self (10.0.0.0:8301): allow")
                .endsWith("only answers get through, as a firewall or NAT lets them");
    }

    @Test
    void aStreamThatTheOtherCannotOpenIsNamedWithTheReason() {
        var answer = ask();
        hearPingAndAck();
        end(0, new ReachFindings(endpoint(0), true, true, false, "connection refused"));
        assertThat(answer.join().tcpFrom()).isEqualTo(NO);
        assertThat(answer.join().advice())
                .containsExactly(
                        "TCP from n1 (10.0.0.1:8301) does not reach self (10.0.0.0:8301): allow TCP"
                                + " port 8301 inbound at self (connection refused)");
    }

    /// Then there is nobody to ask, but the pings still say whether UDP works.
    @Test
    void withoutAStreamThePingsStillTell() {
        var answer = ask();
        hearAck();
        fail(0, "n1 timed out");
        fail(1, "n1 timed out");
        rig.advance(ReachTrial.PATIENCE);
        var found = answer.join();
        assertThat(List.of(found.udpTo(), found.udpFrom(), found.tcpTo(), found.tcpFrom()))
                .containsExactly(YES, YES, NO, UNKNOWN);
        assertThat(found.advice())
                .containsExactly(
                        "TCP from self (10.0.0.0:8301) does not reach n1 (10.0.0.1:8301): allow TCP"
                                + " port 8301 inbound at n1 (n1 timed out)",
                        "whether TCP from n1 gets back is not known: it could not be asked (n1"
                                + " timed out)");
    }

    @Test
    void whereNothingGetsThroughTheHostIsDownOrTheAddressWrong() {
        var answer = ask();
        fail(0, "connection refused");
        fail(1, "connection refused");
        rig.advance(ReachTrial.PATIENCE.minusMillis(1));
        assertThat(answer).isNotDone();
        rig.advance(Duration.ofMillis(1));
        var found = answer.join();
        assertThat(List.of(found.udpTo(), found.udpFrom(), found.tcpTo(), found.tcpFrom()))
                .containsExactly(UNKNOWN, UNKNOWN, NO, UNKNOWN);
        assertThat(found.advice())
                .containsExactly(
                        "nothing gets through: n1 is down, or another host has its address; it"
                                + " advertises 10.0.0.1:8301 (connection refused)");
    }

    /// A release that does not know the question refuses it, and so is reached over TCP.
    @Test
    void anOlderReleaseIsToldFromADeadHost() {
        var answer = ask();
        hearAck();
        end(0, new Exchange.Refused("a frame of a kind that this release does not know"));
        end(1, new Exchange.StreamAck());
        rig.advance(ReachTrial.PATIENCE);
        var found = answer.join();
        assertThat(List.of(found.udpTo(), found.udpFrom(), found.tcpTo(), found.tcpFrom()))
                .containsExactly(YES, YES, YES, UNKNOWN);
        assertThat(found.advice().getFirst()).contains("this release does not know");
    }

    @Test
    void pingsThatArriveWithoutAnAckLeaveOnlyTheWayThere() {
        var answer = ask();
        hearPing();
        end(0, new Exchange.Refused("busy"));
        end(1, new Exchange.StreamAck());
        rig.advance(ReachTrial.PATIENCE);
        assertThat(answer.join().udpTo()).isEqualTo(NO);
        assertThat(answer.join().udpFrom()).isEqualTo(YES);
    }

    @Test
    void aMemberThatLooksElsewhereIsReported() {
        var answer = ask();
        hearAck();
        end(0, new ReachFindings(endpoint(77), true, false, false, "refused"));
        assertThat(answer.join().advice())
                .last()
                .isEqualTo(
                        "n1 looks for self at 10.0.0.77:8301, but self advertises 10.0.0.0:8301: it"
                                + " has not heard of the new address yet");
    }

    /// The other begins to listen only when the question has arrived, which may take long.
    @Test
    void pingsUntilTheOtherHasAnswered() {
        var answer = ask();
        rig.advance(Duration.ofSeconds(3));
        assertThat(rig.sent(Message.Ping.class)).hasSize(11);
        end(0, ALL);
        assertThat(answer).isDone();
        rig.settle();
        rig.advance(Duration.ofSeconds(10));
        assertThat(rig.sent(Message.Ping.class)).isEmpty();
    }

    @Test
    void asks64AtOnceAndRefusesTheRest() {
        for (int i = 0; i < Inquiries.ASKING_MAX; i++) {
            assertThat(ask()).isNotDone();
        }
        assertThat(ask()).isCompletedExceptionally();
        end(0, ALL);
        assertThat(ask()).isNotDone();
    }

    private List<Exchange> asked(int by) {
        var answers = new ArrayList<Exchange>();
        rig.askLater(by, new Exchange.ReachInquiry(rig.self(), id(by)), answers::add);
        return answers;
    }

    private CompletableFuture<Reachability> ask() {
        var answer = rig.node.reachability(rig.member(1));
        rig.advance(Duration.ZERO);
        return answer;
    }

    private void hearPing() {
        rig.hear(1, new Message.Ping(5, rig.self(), id(1)));
    }

    private void hearAck() {
        rig.hear(1, new Message.Ack(rig.sent(Message.Ping.class).getFirst().sequence(), List.of()));
    }

    private void hearPingAndAck() {
        hearPing();
        hearAck();
    }

    /// @param exchange 0 is the inquiry, 1 the stream ping
    private void end(int exchange, Exchange.Answer answer) {
        rig.answer(rig.world.begun.get(exchange), answer);
    }

    private void fail(int exchange, String reason) {
        rig.world.run(
                () ->
                        rig.world
                                .begun
                                .get(exchange)
                                .onReply()
                                .accept(new Transport.Reply.Failed(reason)));
    }
}
