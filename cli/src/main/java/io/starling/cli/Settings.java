package io.starling.cli;

import io.starling.cli.Output.Format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What all verbs need to know: which agent, with which token, and how to show the answer.
///
/// A flag beats the environment; in it, Starling's variables beat those of Consul's clients, which
/// are honoured so that scripts written for those keep working.
///
/// @param datacenter the one to act in; empty means the agent's own
record Settings(
        AgentAddress address, Optional<String> token, Optional<String> datacenter, Format format) {

    static final Flag FORMAT =
            new Flag("format", "text|json", "tables for people, JSON for programs (text)");

    static final List<Flag> FLAGS =
            List.of(
                    new Flag("http-addr", "ADDR", "the agent's HTTP address (127.0.0.1:8500)"),
                    new Flag("token", "TOKEN", "the access token to send"),
                    new Flag("token-file", "FILE", "a file that holds the token"),
                    new Flag("datacenter", "NAME", "the datacenter (the agent's own)"),
                    FORMAT);

    private static final int TOKEN_BYTES_MAX = 4_096;

    /// @throws UsageException if a value is wrong or a token file cannot be read
    static Settings of(Flags flags, Map<String, String> environment) {
        return new Settings(
                address(flags, environment),
                token(flags, environment),
                flags.value("datacenter"),
                flags.value("format").map(Format::parse).orElse(Format.TEXT));
    }

    private static AgentAddress address(Flags flags, Map<String, String> environment) {
        var flag = flags.value("http-addr");
        if (flag.isPresent()) {
            return AgentAddress.parse(flag.get(), "-http-addr");
        }
        for (var name : List.of("STARLING_HTTP_ADDR", "CONSUL_HTTP_ADDR")) {
            var value = environment.getOrDefault(name, "");
            if (!value.isEmpty()) {
                refuseTls(name, environment);
                return AgentAddress.parse(value, name);
            }
        }
        return AgentAddress.DEFAULT;
    }

    /// Whoever asked Consul's clients for TLS must not have a token sent in the clear.
    private static void refuseTls(String name, Map<String, String> environment) {
        var wanted = environment.getOrDefault("CONSUL_HTTP_SSL", "");
        if (name.startsWith("CONSUL_") && (wanted.equals("1") || wanted.equalsIgnoreCase("true"))) {
            throw UsageException.of(
                    "CONSUL_HTTP_SSL is \"%s\": TLS is not supported yet; unset it, or set"
                                    .formatted(wanted)
                            + " STARLING_HTTP_ADDR");
        }
    }

    private static Optional<String> token(Flags flags, Map<String, String> environment) {
        var sources = new ArrayList<Source>();
        sources.add(new Source("-token", flags.value("token"), false));
        sources.add(new Source("-token-file", flags.value("token-file"), true));
        if (sources.stream().allMatch(source -> source.value.isPresent())) {
            throw UsageException.of("-token and -token-file exclude each other: give one");
        }
        for (var program : List.of("STARLING", "CONSUL")) {
            for (var kind : List.of("_HTTP_TOKEN", "_HTTP_TOKEN_FILE")) {
                var name = program + kind;
                var value = Optional.ofNullable(environment.get(name)).filter(v -> !v.isEmpty());
                sources.add(new Source(name, value, kind.endsWith("FILE")));
            }
        }
        return sources.stream()
                .filter(source -> source.value.isPresent())
                .findFirst()
                .map(Source::token);
    }

    /// A place where a token, or the name of a file with one, may stand.
    private record Source(String name, Optional<String> value, boolean isFile) {
        String token() {
            var text = value.orElseThrow();
            var token = isFile ? content(text) : text;
            boolean sendable = !token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 0x7f);
            if (!sendable) {
                // Anything else would let a token write headers of its own.
                throw UsageException.of(
                        "%s: a token is one word of printable ASCII characters".formatted(name));
            }
            return token;
        }

        private String content(String file) {
            try (var in = Files.newInputStream(Path.of(file))) {
                var bytes = in.readNBytes(TOKEN_BYTES_MAX + 1);
                if (bytes.length > TOKEN_BYTES_MAX) {
                    throw UsageException.of(
                            "%s: %s is larger than %d bytes"
                                    .formatted(name, Output.printable(file), TOKEN_BYTES_MAX));
                }
                return new String(bytes, StandardCharsets.UTF_8).strip();
            } catch (IOException | IllegalArgumentException unreadable) {
                throw UsageException.of(
                        "%s: cannot read %s (%s)"
                                .formatted(
                                        name,
                                        Output.printable(file),
                                        unreadable.getClass().getSimpleName()));
            }
        }
    }
}
