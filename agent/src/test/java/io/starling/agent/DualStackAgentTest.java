package io.starling.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.starling.agent.config.AgentConfig;
import io.starling.agent.config.AgentConfig.Gossip;
import io.starling.agent.config.AgentConfig.Joining;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Status;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Agents on the loopback addresses of both families.
@Tag("integration")
class DualStackAgentTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<Agent> agents = new ArrayList<>();

    @BeforeAll
    static void hostHasIpv6() throws IOException {
        boolean bound = false;
        try (var probe = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
            bound = probe.isBound();
        } catch (SocketException absent) {
            assumeTrue(bound, "SKIPPED: this host has no IPv6 loopback: " + absent.getMessage());
        }
    }

    @AfterEach
    void close() {
        agents.forEach(Agent::close);
    }

    @Test
    void twoNodesMeetOverIpv6() {
        var a = start("a", "::1", Optional.empty(), List.of());
        assertThat(a.self().endpoint().toString()).startsWith("[0:0:0:0:0:0:0:1]:");
        start("b", "::1", Optional.empty(), seed("::1", a));
        awaitAlive(2);
    }

    @Test
    void nodeOnAllAddressesIsJoinedOverBothFamiliesAndAllLiveTogether() {
        var dual = start("dual", "::", Optional.of("127.0.0.1"), List.of());
        start("four", "127.0.0.1", Optional.empty(), seed("127.0.0.1", dual));
        start("both", "::", Optional.of("::1"), seed("::1", dual));
        awaitAlive(3);
        // "four" cannot reach "both", and does not accuse it while all the others do.
        await().during(Duration.ofSeconds(8))
                .atMost(PATIENCE)
                .until(() -> agents.stream().allMatch(agent -> alive(agent) == 3));
    }

    @Test
    void seedOfTheOtherFamilyIsRefusedWithASentenceInsteadOfATimeout() {
        var six = start("six", "::1", Optional.empty(), List.of());
        var four = start("four", "127.0.0.1", Optional.empty(), List.of());
        var joined =
                four.join(seed("::1", six)).orTimeout(5, java.util.concurrent.TimeUnit.SECONDS);
        assertThat(joined.join().failures())
                .singleElement()
                .asString()
                .contains(six.gossipEndpoint().toString(), "speaks IPv4 alone", "bind :: to speak");
        var back = six.join(seed("127.0.0.1", four));
        assertThat(back.join().failures()).singleElement().asString().contains("speaks IPv6 alone");
    }

    private Agent start(String node, String bind, Optional<String> advertise, List<String> seeds) {
        var config = AgentConfig.onLoopback(node);
        var gossip = config.gossip();
        var agent =
                Agent.start(
                        config.withJoining(new Joining(seeds, List.of(), Duration.ofSeconds(1)))
                                .withGossip(
                                        new Gossip(
                                                InetAddress.ofLiteral(bind),
                                                0,
                                                advertise.map(InetAddress::ofLiteral),
                                                gossip.profile(),
                                                gossip.eventBytesMax(),
                                                gossip.leaveTimeout())));
        agents.add(agent);
        return agent;
    }

    /// An agent at one of the addresses that it listens on.
    private static List<String> seed(String address, Agent agent) {
        int port = agent.gossipEndpoint().port();
        return List.of(Endpoint.parse(address, port).orElseThrow().toString());
    }

    private void awaitAlive(int count) {
        await().atMost(PATIENCE)
                .until(() -> agents.stream().allMatch(agent -> alive(agent) == count));
    }

    private static long alive(Agent agent) {
        return agent.members().stream().filter(member -> member.status() == Status.ALIVE).count();
    }
}
