package io.starling.gossip.model;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where a node is reached: an IP address and a port, for datagrams and streams alike.
///
/// IPv4 addresses are kept in their IPv4-mapped IPv6 form. Never a host name: names are resolved
/// through the resolver port.
///
/// @param high the first 8 bytes of the address, big-endian
/// @param low the last 8 bytes
/// @param port 1 to 65535; 0 only where a port is still to be chosen
public record Endpoint(long high, long low, int port) implements Comparable<Endpoint> {
    private static final long IPV4_PREFIX = 0xffffL << 32;
    private static final int PORT_MAX = 65_535;
    private static final Pattern IPV4 =
            Pattern.compile("\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");

    public Endpoint {
        if (port < 0 || port > PORT_MAX) {
            throw new IllegalArgumentException("port must lie in 0..65535, was " + port);
        }
    }

    public static Endpoint of(InetAddress address, int port) {
        return of(address.getAddress(), port);
    }

    /// @param address 4 or 16 bytes
    public static Endpoint of(byte[] address, int port) {
        return switch (address.length) {
            case 4 -> new Endpoint(0, IPV4_PREFIX | bits(address, 0, 4), port);
            case 16 -> new Endpoint(bits(address, 0, 8), bits(address, 8, 8), port);
            default ->
                    throw new IllegalArgumentException(
                            "an IP address has 4 or 16 bytes, not " + address.length);
        };
    }

    /// Reads an IP literal, never a name: `10.1.2.3`, `::1`, with a port `10.1.2.3:8301`,
    /// `[::1]:8301`.
    ///
    /// @param portDefault where the text names none
    /// @return empty if the text is not a literal with a valid port
    public static Optional<Endpoint> parse(String text, int portDefault) {
        var host = text;
        int port = portDefault;
        if (text.startsWith("[")) {
            int close = text.indexOf(']');
            if (close < 0) {
                return Optional.empty();
            }
            host = text.substring(1, close);
            var rest = text.substring(close + 1);
            if (!rest.isEmpty()) {
                port = rest.startsWith(":") ? port(rest.substring(1)) : -1;
            }
        } else if (text.indexOf(':') >= 0 && text.indexOf(':') == text.lastIndexOf(':')) {
            host = text.substring(0, text.indexOf(':'));
            port = port(text.substring(text.indexOf(':') + 1));
        }
        boolean literal = IPV4.matcher(host).matches() || IPV6.matcher(host).matches();
        if (port < 0 || port > PORT_MAX || !literal) {
            return Optional.empty();
        }
        try {
            return Optional.of(of(InetAddress.ofLiteral(host), port));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    private static int port(String digits) {
        return digits.matches("\\d{1,5}") ? Integer.parseInt(digits) : -1;
    }

    public boolean isIpv4() {
        return high == 0 && low >>> 32 == 0xffff;
    }

    public boolean isLoopback() {
        return isIpv4() ? (low >>> 24 & 0xff) == 127 : high == 0 && low == 1;
    }

    /// Whether it stands for "every local address", which nobody can be reached at.
    public boolean isWildcard() {
        return isIpv4() ? (low & 0xffff_ffffL) == 0 : high == 0 && low == 0;
    }

    /// Whether it is an IPv6 address that holds on one link alone, and so means nothing without a
    /// zone, which an endpoint cannot carry.
    public boolean isIpv6LinkLocal() {
        return high >>> 54 == 0x3fa;
    }

    /// Whether a socket that is bound here speaks the family of `target`: an IPv4 one only IPv4,
    /// one bound to `::` both, another IPv6 one only IPv6.
    public boolean speaksFamilyOf(Endpoint target) {
        return isIpv4() ? target.isIpv4() : isWildcard() || !target.isIpv4();
    }

    public Endpoint withPort(int other) {
        return new Endpoint(high, low, other);
    }

    /// @return 4 bytes for an IPv4 address, else 16
    public byte[] addressBytes() {
        int length = isIpv4() ? 4 : 16;
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            int fromEnd = length - 1 - i;
            bytes[i] = (byte) (fromEnd < 8 ? low >>> 8 * fromEnd : high >>> 8 * (fromEnd - 8));
        }
        return bytes;
    }

    public InetAddress address() {
        try {
            return InetAddress.getByAddress(addressBytes());
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// The address without the port, IPv6 without brackets.
    public String host() {
        return address().getHostAddress();
    }

    @Override
    public int compareTo(Endpoint other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        int byLow = byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
        return byLow != 0 ? byLow : Integer.compare(port, other.port);
    }

    @Override
    public String toString() {
        return isIpv4() ? host() + ":" + port : "[" + host() + "]:" + port;
    }

    private static long bits(byte[] bytes, int from, int count) {
        long value = 0;
        for (int i = from; i < from + count; i++) {
            value = value << 8 | bytes[i] & 0xff;
        }
        return value;
    }
}
