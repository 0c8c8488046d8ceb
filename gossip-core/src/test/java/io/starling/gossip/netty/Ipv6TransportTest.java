package io.starling.gossip.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.runtime.TransportContract;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;

/// The contract over the IPv6 loopback address.
@Tag("integration")
class Ipv6TransportTest implements TransportContract {
    private static final Endpoint LOOPBACK = Endpoint.parse("::1", 0).orElseThrow();

    @BeforeAll
    static void hostHasIpv6() throws IOException {
        boolean bound = false;
        try (var probe = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
            bound = probe.isBound();
        } catch (SocketException absent) {
            assumeTrue(bound, "SKIPPED: this host has no IPv6 loopback: " + absent.getMessage());
        }
    }

    @Override
    public NettyWorld newTransports() {
        return NettyWorld.open(LOOPBACK);
    }

    @Test
    void boundEndpointIsTheIpv6Address() {
        try (var world = newTransports()) {
            var bound = world.runtime(0).boundEndpoint();
            assertThat(bound.isIpv4()).isFalse();
            assertThat(bound.toString()).startsWith("[0:0:0:0:0:0:0:1]:");
        }
    }
}
