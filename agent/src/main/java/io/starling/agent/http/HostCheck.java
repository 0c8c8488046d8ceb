package io.starling.agent.http;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Names;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Refuses requests that a foreign web page makes a browser send here (DNS rebinding): the page's
/// own name, made to resolve to this host, then stands in `Host` or `Origin`.
///
/// It matters where an agent listens on loopback and trusts who reaches it; elsewhere it is off.
/// Immutable.
public final class HostCheck {
    private final boolean active;
    private final Set<String> names = new TreeSet<>(Set.of("localhost"));

    /// @param loopback whether the agent listens on a loopback address
    /// @param allowed further names, in small letters
    public HostCheck(boolean loopback, String nodeName, Iterable<String> allowed) {
        active = loopback;
        names.add(nodeName.toLowerCase(Locale.ROOT));
        allowed.forEach(names::add);
    }

    /// @param host the header, with or without a port
    /// @return why the request is refused
    Optional<String> problem(String host, Optional<String> origin) {
        if (!active) {
            return Optional.empty();
        }
        var hostName = hostName(host);
        if (!names.contains(hostName) && literal(hostName).isEmpty()) {
            return Optional.of(refusal("Host", host));
        }
        return origin.filter(text -> !fits(text, hostName)).map(text -> refusal("Origin", text));
    }

    /// A page of this agent, or of this machine.
    private boolean fits(String origin, String hostName) {
        int scheme = origin.indexOf("://");
        var originName = scheme < 0 ? "" : hostName(origin.substring(scheme + 3));
        return originName.equals(hostName)
                || names.contains(originName)
                || literal(originName).filter(Endpoint::isLoopback).isPresent();
    }

    private static Optional<Endpoint> literal(String name) {
        return name.isEmpty() ? Optional.empty() : Endpoint.parse(name, 0);
    }

    /// Without the port and the brackets, in small letters.
    private static String hostName(String host) {
        if (host.startsWith("[")) {
            int close = host.indexOf(']');
            return close < 0 ? "" : host.substring(1, close);
        }
        int colon = host.indexOf(':');
        return (colon < 0 ? host : host.substring(0, colon)).toLowerCase(Locale.ROOT);
    }

    private static String refusal(String header, String value) {
        return "%s \"%s\" is not of this agent; if it should be, add the name to the setting http_allowed_hosts"
                .formatted(header, Names.printable(value));
    }
}
