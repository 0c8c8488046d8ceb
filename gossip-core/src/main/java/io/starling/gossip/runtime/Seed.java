package io.starling.gossip.runtime;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Names;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// What a seed turned out to be, before anything was looked up. Immutable.
public sealed interface Seed {
    record Address(Endpoint endpoint) implements Seed {}

    /// A name with addresses (A and AAAA records).
    record Name(String host, int port) implements Seed {}

    /// A name with SRV records (RFC 2782), which bring hosts and ports.
    record Service(String name) implements Seed {}

    /// A file that lists seeds.
    record ListFile(Path path) implements Seed {}

    /// @param why for people, in the middle of a sentence
    record Invalid(String text, String why) implements Seed {
        /// For people; names the seed.
        public String reason() {
            return "seed \"%s\": %s".formatted(Names.printable(text), why);
        }
    }

    /// As names are in DNS, with the underscore that some networks use.
    Pattern HOST = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_.])?");

    Pattern SERVICE = Pattern.compile("_[A-Za-z0-9-]+\\._[A-Za-z0-9-]+\\..+");
    Pattern NUMERIC = Pattern.compile("[0-9.]+");
    Pattern PORT = Pattern.compile("[0-9]{1,5}");
    int PORT_MAX = 65_535;
    String FILE = "file:";

    /// @param text `host`, `host:port`, an address literal with or without a port,
    ///     `_service._proto.name`, or `file:/path`
    /// @param portDefault where the text names none
    static Seed parse(String text, int portDefault) {
        if (text.startsWith(FILE)) {
            return listFile(text);
        }
        var literal = Endpoint.parse(text, portDefault);
        if (literal.isPresent()) {
            return address(text, literal.get());
        }
        if (text.isBlank()) {
            return new Invalid(text, "it is empty; name a host, host:port or address");
        }
        int colon = text.indexOf(':');
        if (text.startsWith("[") || colon != text.lastIndexOf(':')) {
            return text.indexOf('%') >= 0 ? zoned(text) : new Invalid(text, NO_IPV6);
        }
        var host = colon < 0 ? text : text.substring(0, colon);
        if (!HOST.matcher(host).matches()) {
            return new Invalid(
                    text,
                    "a host name has at most 253 letters, digits, '.', '-' or '_'; write host or"
                            + " host:port");
        }
        // Such a text would be looked up as an address of the old short forms: 10.1 is 10.0.0.1.
        if (NUMERIC.matcher(host).matches()) {
            return new Invalid(text, "it is no IPv4 address; write four numbers of 0 to 255");
        }
        if (SERVICE.matcher(host).matches()) {
            return colon < 0
                    ? new Service(host)
                    : new Invalid(text, "the records of a service bring the port; leave it out");
        }
        var port = colon < 0 ? Integer.toString(portDefault) : text.substring(colon + 1);
        return PORT.matcher(port).matches() && isPort(Integer.parseInt(port))
                ? new Name(host, Integer.parseInt(port))
                : badPort(text);
    }

    String NO_IPV6 = "it is no IPv6 address; write 2001:db8::1 or, with a port, [2001:db8::1]:8301";

    private static Seed address(String text, Endpoint endpoint) {
        if (endpoint.port() == 0) {
            return badPort(text);
        }
        return endpoint.isIpv6LinkLocal() ? zoned(text) : new Address(endpoint);
    }

    private static Seed zoned(String text) {
        return new Invalid(
                text,
                "members tell one another their addresses, and a link-local IPv6 address with or"
                        + " without a zone means nothing elsewhere; name a global or unique local"
                        + " address such as [2001:db8::1]:8301");
    }

    /// `file:/path` and, as URLs have it, `file:///path`.
    private static Seed listFile(String text) {
        var path = text.substring(FILE.length()).replaceFirst("^///", "/");
        if (!path.startsWith("/") || path.startsWith("//") || path.equals("/")) {
            return new Invalid(text, "a file of seeds is named by its whole path: file:/etc/seeds");
        }
        try {
            return new ListFile(Path.of(path));
        } catch (InvalidPathException impossible) {
            return new Invalid(text, "this is no path");
        }
    }

    private static boolean isPort(int port) {
        return port > 0 && port <= PORT_MAX;
    }

    private static Seed badPort(String seed) {
        return new Invalid(seed, "the port must lie in 1..%d".formatted(PORT_MAX));
    }
}
