package io.starling.gossip.node;

import static io.starling.gossip.Fixtures.alive;
import static io.starling.gossip.Fixtures.endpoint;
import static io.starling.gossip.Fixtures.id;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import io.starling.gossip.model.Claim;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.Status;
import io.starling.gossip.runtime.Transport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A node that speaks IPv4 alone, and a member that is reached over IPv6.
class OtherFamilyTest {
    private static final Endpoint IPV6 = Endpoint.parse("[2001:db8::7]:8301", 0).orElseThrow();

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(OtherFamily.class);
    private final Rig rig = new Rig(GossipConfig.LAN, 2);
    private final Set<Endpoint> probed = new HashSet<>();
    private boolean accused;

    @BeforeEach
    void meet() {
        lines.start();
        logger.setLevel(Level.WARN);
        logger.addAppender(lines);
        rig.hear(1, overIpv6(0));
    }

    @AfterEach
    void detach() {
        logger.detachAppender(lines);
    }

    @Test
    void memberIsNeitherProbedNorAccused() {
        rounds(5);
        assertThat(probed).contains(endpoint(1), endpoint(2)).doesNotContain(IPV6);
        assertThat(accused).isFalse();
        assertThat(rig.status(7)).isEqualTo(Status.ALIVE);
    }

    @Test
    void memberIsReportedOnceWithBothAddresses() {
        rounds(3);
        rig.hear(1, overIpv6(1));
        rounds(3);
        assertThat(lines.list)
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .asString()
                .contains("n7", IPV6.toString(), endpoint(0).toString(), "IPv4 alone");
    }

    @Test
    void accusationByThoseThatReachItIsBelieved() {
        rig.hear(1, new Claim.Suspect(id(7), alive(7, 0).incarnation(), id(1)));
        assertThat(rig.status(7)).isEqualTo(Status.SUSPECT);
    }

    @Test
    void seedOfTheOtherFamilyIsSkippedWithASentence() {
        var joined = rig.node.join(List.of("::1", "10.0.0.9"));
        rig.advance(Duration.ZERO);
        assertThat(rig.world.begun)
                .extracting(RecordingRuntime.Begun::target)
                .containsExactly(Endpoint.parse("10.0.0.9", 8301).orElseThrow());
        var begun = rig.world.begun.getFirst();
        rig.world.run(() -> begun.onReply().accept(new Transport.Reply.Failed("silence")));
        assertThat(joined.join().failures())
                .satisfiesExactlyInAnyOrder(
                        told -> assertThat(told).contains("::1", "cannot be reached", "bind ::"),
                        told -> assertThat(told).contains("silence"));
    }

    /// Lets time pass in which everyone who is pinged answers.
    private void rounds(int rounds) {
        for (int part = 0; part < 30 * rounds; part++) {
            rig.advance(GossipConfig.LAN.probing().interval().dividedBy(10));
            probed.addAll(rig.targetsOf(Message.Ping.class));
            accused |= !rig.sent(Claim.Suspect.class).isEmpty();
            var pings = rig.sent(Message.Ping.class);
            rig.world.sent.clear();
            pings.forEach(
                    ping ->
                            rig.hear(
                                    (int) ping.target().low(),
                                    new Message.Ack(ping.sequence(), List.of())));
        }
    }

    private static Claim.Alive overIpv6(long refutations) {
        var claim = alive(7, refutations);
        return new Claim.Alive(
                claim.subject(),
                claim.incarnation(),
                claim.name(),
                IPV6,
                claim.boot(),
                claim.protocol(),
                claim.tags());
    }
}
