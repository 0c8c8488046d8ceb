package io.starling.gossip.netty;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Names;

import java.util.regex.Pattern;

/// What a seed turned out to be, before anything was looked up. Immutable.
sealed interface Seed {
    record Address(Endpoint endpoint) implements Seed {}

    record Name(String host, int port) implements Seed {}

    /// @param reason for people; names the seed
    record Invalid(String reason) implements Seed {}

    /// As names are in DNS, with the underscore that some networks use.
    Pattern HOST = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_.])?");

    Pattern NUMERIC = Pattern.compile("[0-9.]+");
    Pattern PORT = Pattern.compile("[0-9]{1,5}");
    int PORT_MAX = 65_535;

    static Seed parse(String text, int portDefault) {
        var literal = Endpoint.parse(text, portDefault);
        if (literal.isPresent()) {
            var endpoint = literal.get();
            return endpoint.port() > 0 ? new Address(endpoint) : badPort(text, "0");
        }
        if (text.isBlank()) {
            return invalid(text, "it is empty; name a host, host:port or address");
        }
        int colon = text.indexOf(':');
        if (text.startsWith("[") || colon != text.lastIndexOf(':')) {
            return invalid(
                    text,
                    "it is no IPv6 address; write 2001:db8::1 or, with a port, [2001:db8::1]:8301,"
                            + " without a zone");
        }
        var host = colon < 0 ? text : text.substring(0, colon);
        var port = colon < 0 ? Integer.toString(portDefault) : text.substring(colon + 1);
        if (!HOST.matcher(host).matches()) {
            return invalid(
                    text,
                    "a host name has at most 253 letters, digits, '.', '-' or '_'; write host or"
                            + " host:port");
        }
        // Such a text would be looked up as an address of the old short forms: 10.1 is 10.0.0.1.
        if (NUMERIC.matcher(host).matches()) {
            return invalid(text, "it is no IPv4 address; write four numbers of 0 to 255");
        }
        return PORT.matcher(port).matches() && isPort(Integer.parseInt(port))
                ? new Name(host, Integer.parseInt(port))
                : badPort(text, port);
    }

    private static boolean isPort(int port) {
        return port > 0 && port <= PORT_MAX;
    }

    private static Seed badPort(String seed, String port) {
        return invalid(
                seed,
                "the port must lie in 1..%d, was \"%s\""
                        .formatted(PORT_MAX, Names.printable(port)));
    }

    private static Seed invalid(String seed, String reason) {
        return new Invalid("seed \"%s\": %s".formatted(Names.printable(seed), reason));
    }
}
