package io.starling.cli;

import java.util.Locale;

/// Where an agent's HTTP is reached.
///
/// @param host a name or an IP address, IPv6 without brackets
/// @param port 1 to 65535
public record AgentAddress(String host, int port) {
    static final int PORT_DEFAULT = 8500;
    static final AgentAddress DEFAULT = new AgentAddress("127.0.0.1", PORT_DEFAULT);

    private static final String HTTP = "http://";
    private static final int HOST_LENGTH_MAX = 253;
    private static final int PORT_MAX = 65_535;

    /// Reads `host`, `host:port`, `:port`, `[::1]:8500`, each with or without `http://`.
    ///
    /// @param origin who says so, for the error message: a flag or a variable of the environment
    /// @throws UsageException if it is none of these, or needs what is not supported
    static AgentAddress parse(String text, String origin) {
        var lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("https://")) {
            throw wrong(origin, text, "TLS is not supported yet; use http:// or host:port");
        }
        if (lower.startsWith("unix://")) {
            throw wrong(origin, text, "unix sockets are not supported yet; use host:port");
        }
        var rest = lower.startsWith(HTTP) ? text.substring(HTTP.length()) : text;
        rest = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
        int close = rest.startsWith("[") ? rest.indexOf(']') : -1;
        int colon = rest.indexOf(':', Math.max(close, 0));
        var host =
                close > 0 ? rest.substring(1, close) : colon < 0 ? rest : rest.substring(0, colon);
        boolean bracketed = close < 0 || colon == close + 1 || close == rest.length() - 1;
        if (!bracketed || !isHost(host, close > 0)) {
            throw wrong(origin, text, "it is host:port or http://host:port");
        }
        int port = colon < 0 ? PORT_DEFAULT : port(rest.substring(colon + 1));
        if (port < 1 || port > PORT_MAX) {
            throw wrong(origin, text, "the port must lie in 1.." + PORT_MAX);
        }
        return new AgentAddress(host.isEmpty() ? DEFAULT.host : host, port);
    }

    private static boolean isHost(String host, boolean inBrackets) {
        return host.length() <= HOST_LENGTH_MAX
                && host.chars()
                        .allMatch(
                                c ->
                                        Character.isLetterOrDigit(c)
                                                || c == '.'
                                                || c == '-'
                                                || c == '_'
                                                || (inBrackets && (c == ':' || c == '%')));
    }

    private static int port(String digits) {
        boolean number =
                !digits.isEmpty()
                        && digits.length() <= 5
                        && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Integer.parseInt(digits) : -1;
    }

    private static UsageException wrong(String origin, String text, String remedy) {
        return UsageException.of(
                "%s is \"%s\": %s".formatted(origin, Output.printable(text), remedy));
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
