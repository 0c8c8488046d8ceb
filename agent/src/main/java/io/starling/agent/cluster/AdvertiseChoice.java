package io.starling.agent.cluster;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Which address a node tells the others to reach it at.
///
/// In this order: the one it was told, the one it is bound to, the one from which a seed is
/// reached, a private one, a public one. A loopback address only if all seeds are, or there is
/// nothing else, because another host that is told `127.0.0.1` talks to itself; a link-local IPv6
/// address never, because it means nothing on another link.
///
/// @param reason for people, to be shown at the start
/// @param warning what is doubtful about it, and which flag decides
public record AdvertiseChoice(InetAddress address, String reason, Optional<String> warning) {

    /// An address of an interface that is up.
    public record Candidate(String interfaceName, InetAddress address) {}

    /// @param told by the configuration
    /// @param bound a wildcard address leaves the choice open
    /// @param routes the local addresses of the routes to the seeds, the first seed's first
    /// @param candidates in the order of the interfaces
    public static AdvertiseChoice choose(
            Optional<InetAddress> told,
            InetAddress bound,
            List<InetAddress> routes,
            List<Candidate> candidates) {
        if (told.isPresent()) {
            return new AdvertiseChoice(
                    told.get(),
                    "as configured",
                    told.get().isLoopbackAddress() && !bound.isLoopbackAddress()
                            ? Optional.of(unreachable(told.get()))
                            : Optional.empty());
        }
        if (!bound.isAnyLocalAddress()) {
            return new AdvertiseChoice(bound, "the address it is bound to", Optional.empty());
        }
        var leadsAway = routes.stream().filter(route -> !route.isLoopbackAddress()).findFirst();
        if (leadsAway.isPresent()) {
            return new AdvertiseChoice(leadsAway.get(), "on the route to a seed", Optional.empty());
        }
        if (!routes.isEmpty()) {
            return new AdvertiseChoice(
                    routes.getFirst(),
                    "all seeds are on this host",
                    Optional.of(unreachable(routes.getFirst())));
        }
        var usable =
                candidates.stream()
                        .filter(candidate -> sameFamily(bound, candidate.address()))
                        .filter(candidate -> rank(candidate.address()) < Rank.LOOPBACK)
                        .sorted(Comparator.comparingInt(candidate -> rank(candidate.address())))
                        .toList();
        return usable.isEmpty() ? loopback(bound, candidates) : best(usable);
    }

    private static AdvertiseChoice best(List<Candidate> usable) {
        var best = usable.getFirst();
        int rank = rank(best.address());
        var rivals =
                usable.stream()
                        .skip(1)
                        .filter(candidate -> rank(candidate.address()) == rank)
                        .map(AdvertiseChoice::shown)
                        .toList();
        var reason = "%s address of %s".formatted(word(rank), best.interfaceName());
        if (rivals.isEmpty()) {
            return new AdvertiseChoice(best.address(), reason, Optional.empty());
        }
        return new AdvertiseChoice(
                best.address(),
                reason,
                Optional.of(
                        "advertising %s, but %s would do as well: -advertise or -bind decides"
                                .formatted(shown(best), String.join(", ", rivals))));
    }

    private static AdvertiseChoice loopback(InetAddress bound, List<Candidate> candidates) {
        var address = InetAddress.ofLiteral(bound instanceof Inet4Address ? "127.0.0.1" : "::1");
        return new AdvertiseChoice(
                address,
                "this host has no other",
                Optional.of(unreachable(address) + otherFamilyHint(bound, candidates)));
    }

    private static String unreachable(InetAddress loopback) {
        return "advertising %s, which other hosts cannot reach: -advertise decides"
                .formatted(loopback.getHostAddress());
    }

    private static String otherFamilyHint(InetAddress bound, List<Candidate> candidates) {
        return candidates.stream()
                .filter(candidate -> !sameFamily(bound, candidate.address()))
                .filter(candidate -> rank(candidate.address()) < Rank.LOOPBACK)
                .findFirst()
                .map(other -> "; -bind=:: would make %s usable".formatted(shown(other)))
                .orElse("");
    }

    /// A socket bound to `0.0.0.0` hears IPv4 alone; one bound to `::` hears both.
    private static boolean sameFamily(InetAddress bound, InetAddress address) {
        return bound instanceof Inet6Address || address instanceof Inet4Address;
    }

    /// Better ones first.
    private static final class Rank {
        static final int PRIVATE = 0;
        static final int PUBLIC = 2;
        static final int LINK_LOCAL = 4;
        static final int LOOPBACK = 6;
    }

    private static int rank(InetAddress address) {
        int family = address instanceof Inet4Address ? 0 : 1;
        boolean linkLocal = address.isLinkLocalAddress();
        if (address.isLoopbackAddress() || linkLocal && address instanceof Inet6Address) {
            return Rank.LOOPBACK;
        }
        if (linkLocal) {
            return Rank.LINK_LOCAL;
        }
        return (isPrivate(address) ? Rank.PRIVATE : Rank.PUBLIC) + family;
    }

    private static boolean isPrivate(InetAddress address) {
        var bytes = address.getAddress();
        boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
        boolean shared = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
        return address.isSiteLocalAddress() || uniqueLocal || shared;
    }

    private static String word(int rank) {
        return rank >= Rank.LINK_LOCAL ? "link-local" : rank >= Rank.PUBLIC ? "public" : "private";
    }

    private static String shown(Candidate candidate) {
        return "%s (%s)".formatted(candidate.address().getHostAddress(), candidate.interfaceName());
    }
}
