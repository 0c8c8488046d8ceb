package io.starling.agent.discover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.starling.agent.Agent;
import io.starling.agent.config.AgentConfig;
import io.starling.agent.config.AgentConfig.Discovery;
import io.starling.agent.config.AgentConfig.Joining;
import io.starling.gossip.model.Status;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Agents that find each other by multicast on the loopback interface, which no packet leaves.
@Tag("integration")
class MulticastDnsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<Agent> agents = new ArrayList<>();

    @BeforeAll
    static void loopbackTakesMulticast() {
        assumeTrue(
                isHeardOnLoopback(), "SKIPPED: multicast does not work on the loopback interface");
    }

    /// One datagram to a group that nobody else uses.
    private static boolean isHeardOnLoopback() {
        var group = new InetSocketAddress(InetAddress.ofLiteral("224.0.0.251"), 0);
        try (var socket = new MulticastSocket(0)) {
            var loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
            socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, loopback);
            socket.joinGroup(group, loopback);
            socket.setSoTimeout(2_000);
            socket.send(
                    new DatagramPacket(new byte[1], 1, group.getAddress(), socket.getLocalPort()));
            socket.receive(new DatagramPacket(new byte[1], 1));
            return true;
        } catch (IOException silent) {
            return false;
        }
    }

    @AfterEach
    void close() {
        // All at once: each says goodbye for two seconds.
        agents.parallelStream().forEach(Agent::close);
    }

    @Test
    void agentsOfOneNameFindEachOtherAndLeaveOthersAlone() {
        start("a", "web");
        start("b", "web");
        var stranger = start("c", "db");
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            assertThat(alive(agents.get(0))).containsExactlyInAnyOrder("a", "b");
                            assertThat(alive(agents.get(1))).containsExactlyInAnyOrder("a", "b");
                        });
        assertThat(alive(stranger)).containsExactly("c");
    }

    private Agent start(String node, String discover) {
        var agent =
                Agent.start(
                        AgentConfig.onLoopback(node)
                                .withJoining(
                                        new Joining(
                                                List.of(),
                                                List.of(),
                                                Duration.ofSeconds(30),
                                                0,
                                                Optional.of(
                                                        new Discovery(discover, Optional.empty())),
                                                false)));
        agents.add(agent);
        return agent;
    }

    private static List<String> alive(Agent agent) {
        return agent.members().stream()
                .filter(member -> member.status() == Status.ALIVE)
                .map(member -> member.name())
                .toList();
    }
}
