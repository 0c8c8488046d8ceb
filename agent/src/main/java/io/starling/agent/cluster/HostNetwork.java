package io.starling.agent.cluster;

import io.starling.agent.cluster.AdvertiseChoice.Candidate;
import io.starling.agent.config.AgentConfig;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.netty.SeedLookup;
import io.starling.gossip.runtime.Resolver.Resolution;
import io.starling.gossip.runtime.Seed;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
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

    private static final int SEEDS_TRIED = 8;

    /// Only the address matters.
    private static final int ANY_PORT = 1;

    private HostNetwork() {}

    public static AdvertiseChoice choose(AgentConfig config) {
        var bound = config.gossip().bind();
        var open = config.gossip().advertise().isEmpty() && bound.isAnyLocalAddress();
        return AdvertiseChoice.choose(
                config.gossip().advertise(),
                bound,
                open ? routes(bound, seeds(config)) : List.of(),
                open ? candidates() : List.of());
    }

    private static List<String> seeds(AgentConfig config) {
        return Stream.concat(config.joining().start().stream(), config.joining().retry().stream())
                .limit(SEEDS_TRIED)
                .toList();
    }

    /// Looks the seeds up, away from the caller's thread, which does not wait for long.
    ///
    /// @return the local addresses from which they are reached; once one leads to another host, no
    ///     more are looked for
    static List<InetAddress> routes(InetAddress bound, List<String> seeds) {
        return CompletableFuture.supplyAsync(
                        () -> routesTo(Endpoint.of(bound, 0), seeds),
                        task -> Thread.ofVirtual().name("routes").start(task))
                .completeOnTimeout(List.of(), RESOLVE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    private static List<InetAddress> routesTo(Endpoint bound, List<String> seeds) {
        var lookup = SeedLookup.ofSystem();
        var routes = new ArrayList<InetAddress>();
        for (var seed : seeds) {
            if (lookup.resolve(seed, ANY_PORT) instanceof Resolution.Resolved(var targets, _)) {
                targets.stream()
                        .filter(bound::speaksFamilyOf)
                        .filter(target -> !target.isLoopback() || isThisHost(seed))
                        .findFirst()
                        .flatMap(HostNetwork::sourceTowards)
                        .ifPresent(routes::add);
            }
            if (routes.stream().anyMatch(route -> !route.isLoopbackAddress())) {
                break;
            }
        }
        return routes;
    }

    /// Whether the seed says so itself. Many a host has its own name on a loopback address, and is
    /// on a list that all hosts share.
    private static boolean isThisHost(String seed) {
        return switch (Seed.parse(seed, ANY_PORT)) {
            case Seed.Address(var endpoint) -> endpoint.isLoopback();
            case Seed.Name(var host, _) -> host.equalsIgnoreCase("localhost");
            case Seed.Service _, Seed.ListFile _, Seed.Invalid _ -> false;
        };
    }

    /// Asks the system for the route by connecting a UDP socket, which sends nothing.
    static Optional<InetAddress> sourceTowards(Endpoint target) {
        try (var socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(target.address(), ANY_PORT));
            var local = Endpoint.of(socket.getLocalAddress(), 0);
            return local.isWildcard() || local.isIpv6LinkLocal()
                    ? Optional.empty()
                    : Optional.of(local.address());
        } catch (IOException | RuntimeException noRoute) {
            return Optional.empty();
        }
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
