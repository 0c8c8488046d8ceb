package io.starling.agent.cluster;

import io.starling.agent.cluster.AdvertiseChoice.Candidate;
import io.starling.agent.config.AgentConfig;
import io.starling.gossip.model.Endpoint;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// What this host's network says about itself: the facts for an [AdvertiseChoice].
public final class HostNetwork {
    /// A broken resolver must not hold the start for long; the choice falls back to the interfaces.
    private static final int RESOLVE_SECONDS = 2;

    private HostNetwork() {}

    public static AdvertiseChoice choose(AgentConfig config) {
        var bound = config.gossip().bind();
        var open = config.gossip().advertise().isEmpty() && bound.isAnyLocalAddress();
        return AdvertiseChoice.choose(
                config.gossip().advertise(),
                bound,
                open
                        ? firstSeed(config).flatMap(seed -> sourceTowards(bound, seed))
                        : Optional.empty(),
                open ? candidates() : List.of());
    }

    private static Optional<String> firstSeed(AgentConfig config) {
        return Stream.concat(config.joining().start().stream(), config.joining().retry().stream())
                .findFirst();
    }

    /// Asks the system for the route by connecting a UDP socket, which sends nothing.
    static Optional<InetAddress> sourceTowards(InetAddress bound, String seed) {
        var target = Endpoint.parse(seed, 1).map(Endpoint::address).or(() -> resolve(seed));
        if (target.isEmpty()) {
            return Optional.empty();
        }
        if (bound instanceof Inet4Address && !(target.get() instanceof Inet4Address)) {
            return Optional.empty();
        }
        try (var socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(target.get(), 1));
            var local = socket.getLocalAddress();
            return local.isAnyLocalAddress() ? Optional.empty() : Optional.of(local);
        } catch (IOException | RuntimeException noRoute) {
            return Optional.empty();
        }
    }

    private static Optional<InetAddress> resolve(String seed) {
        var host = seed.replaceFirst(":[0-9]+$", "");
        var resolved = new CompletableFuture<Optional<InetAddress>>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                resolved.complete(Optional.of(InetAddress.getByName(host)));
                            } catch (UnknownHostException unknown) {
                                resolved.complete(Optional.empty());
                            }
                        });
        return resolved.completeOnTimeout(Optional.empty(), RESOLVE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    private static List<Candidate> candidates() {
        var candidates = new ArrayList<Candidate>();
        try {
            for (var nic : NetworkInterface.networkInterfaces().toList()) {
                if (nic.isUp()) {
                    nic.inetAddresses()
                            .forEach(
                                    address ->
                                            candidates.add(new Candidate(nic.getName(), address)));
                }
            }
        } catch (SocketException unreadable) {
            return List.of();
        }
        return candidates;
    }
}
