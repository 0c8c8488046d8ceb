package io.starling.agent.config;

import io.starling.agent.service.Service;
import io.starling.agent.service.ServiceRegistry;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Names;
import io.starling.gossip.model.Pool;
import io.starling.gossip.model.Tags;
import io.starling.gossip.node.GossipConfig;
import io.starling.gossip.runtime.Seed;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// Turns what was given into a configuration, and collects what does not fit.
final class Assembly {
    private static final int EVENT_BYTES_MIN = 64;
    private static final int RETRY_MAX = 1_000_000;
    private static final String HERE = "127.0.0.1";

    private final Gathered gathered;
    private final Map<Setting, List<Given>> given = new EnumMap<>(Setting.class);

    Assembly(Gathered gathered) {
        this.gathered = gathered;
        for (var value : gathered.given) {
            given.computeIfAbsent(value.setting(), _ -> new ArrayList<>()).add(value);
        }
    }

    /// The effective values as text: of a scalar the strongest one, of a list all.
    Map<Setting, List<String>> values() {
        var values = new EnumMap<Setting, List<String>>(Setting.class);
        given.forEach(
                (setting, all) ->
                        values.put(
                                setting,
                                setting.isList()
                                        ? all.stream().map(Given::text).toList()
                                        : List.of(all.getLast().text())));
        return values;
    }

    /// @return meaningless if there are problems
    Optional<AgentConfig> assemble() {
        var nodeName = scalar(Setting.NODE_NAME, Assembly::nodeName).orElseGet(this::hostName);
        var datacenter = scalar(Setting.DATACENTER, Assembly::datacenter).orElse("dc1");
        var cluster = scalar(Setting.CLUSTER, Assembly::cluster).orElse("starling");
        var dataDirectory = scalar(Setting.DATA_DIR, Assembly::path);
        var tags = tags();
        var gossip = gossip();
        var http = http();
        var joining = joining();
        if (joining.rejoinAfterLeave() && dataDirectory.isEmpty()) {
            gathered.warnings.add(
                    "%s: without effect, because without %s a node remembers nobody"
                            .formatted(Setting.REJOIN_AFTER_LEAVE.key(), Setting.DATA_DIR.key()));
        }
        var leave = scalar(Setting.LEAVE_ON_TERMINATE, Assembly::flag).orElse(true);
        var logLevel = scalar(Setting.LOG_LEVEL, Assembly::logLevel).orElse(LogLevel.INFO);
        var pidFile = scalar(Setting.PID_FILE, Assembly::path);
        var compat = scalar(Setting.COMPAT, Assembly::compat).orElse(Compat.NONE);
        var watches = new WatchAssembly(gathered, datacenter).assemble(compat);
        var services = services();
        if (!gathered.problems.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new AgentConfig(
                        nodeName,
                        datacenter,
                        cluster,
                        dataDirectory,
                        tags,
                        gossip,
                        http,
                        joining,
                        leave,
                        logLevel,
                        pidFile,
                        watches,
                        services));
    }

    private List<Service> services() {
        var byId = new LinkedHashMap<String, GivenService>();
        for (var one : gathered.services) {
            var other = byId.putIfAbsent(one.service().id(), one);
            if (other != null) {
                gathered.problems.add(
                        "%s: service \"%s\" is defined at %s already; give one of them another id"
                                .formatted(
                                        one.where(),
                                        Names.printable(one.service().id()),
                                        other.where()));
            }
        }
        var services = byId.values().stream().map(GivenService::service).toList();
        ServiceRegistry.problem(services)
                .ifPresent(sentence -> gathered.problems.add("services: " + sentence));
        return services;
    }

    private AgentConfig.Gossip gossip() {
        var bind =
                scalar(Setting.BIND_ADDR, Assembly::bindAddress)
                        .orElse(InetAddress.ofLiteral("0.0.0.0"));
        return new AgentConfig.Gossip(
                bind,
                scalar(Setting.PORTS_SERF_LAN, Assembly::port).orElse(AgentConfig.GOSSIP_PORT),
                scalar(Setting.ADVERTISE_ADDR, text -> advertisedAddress(text, bind)),
                scalar(Setting.PROFILE, Assembly::profile).orElse(Profile.LAN),
                scalar(
                                Setting.EVENT_SIZE_LIMIT,
                                text ->
                                        number(
                                                text,
                                                EVENT_BYTES_MIN,
                                                GossipConfig.Events.BYTES_HARD_MAX))
                        .orElse(GossipConfig.LAN.events().bytesMax()),
                scalar(Setting.LEAVE_TIMEOUT, Assembly::duration)
                        .orElse(GossipConfig.LAN.leaveTimeout()));
    }

    private AgentConfig.Http http() {
        return new AgentConfig.Http(
                scalar(Setting.CLIENT_ADDR, Assembly::address).orElse(InetAddress.ofLiteral(HERE)),
                scalar(Setting.PORTS_HTTP, Assembly::port).orElse(AgentConfig.HTTP_PORT),
                list(Setting.HTTP_ALLOWED_HOSTS, Assembly::hostName),
                scalar(Setting.LIMITS_HTTP_CONNECTIONS, Assembly::limit)
                        .orElse(AgentConfig.Http.CONNECTIONS_MAX),
                scalar(Setting.LIMITS_BLOCKING_QUERIES, Assembly::limit)
                        .orElse(AgentConfig.Http.BLOCKING_MAX),
                scalar(Setting.LIMITS_EVENT_STREAMS, Assembly::limit)
                        .orElse(AgentConfig.Http.STREAMS_MAX));
    }

    private AgentConfig.Joining joining() {
        var nic = scalar(Setting.DISCOVER_INTERFACE, Assembly::interfaceName);
        var discovery =
                scalar(Setting.DISCOVER, Assembly::cluster)
                        .map(name -> new AgentConfig.Discovery(name, nic));
        if (nic.isPresent() && given.get(Setting.DISCOVER) == null) {
            gathered.warnings.add("discover_interface is without effect: discover is not set");
        }
        return new AgentConfig.Joining(
                seeds(Setting.START_JOIN),
                seeds(Setting.RETRY_JOIN),
                scalar(Setting.RETRY_INTERVAL, Assembly::duration)
                        .orElse(AgentConfig.Joining.NOBODY.retryInterval()),
                scalar(Setting.RETRY_MAX, text -> number(text, 0, RETRY_MAX)).orElse(0),
                discovery,
                scalar(Setting.REJOIN_AFTER_LEAVE, Assembly::flag).orElse(false));
    }

    private List<String> seeds(Setting setting) {
        var seeds = list(setting, Assembly::seed);
        int max = AgentConfig.Joining.SEEDS_MAX;
        if (seeds.size() <= max) {
            return seeds;
        }
        gathered.problems.add(
                "%s: %d seeds, the limit is %d; a name with many addresses or a file of seeds stands for more"
                        .formatted(setting.key(), seeds.size(), max));
        return seeds.subList(0, max);
    }

    private Tags tags() {
        var tags = new TreeMap<String, String>();
        var wheres = given.getOrDefault(Setting.TAGS, List.of());
        for (var value : wheres) {
            int equals = value.text().indexOf('=');
            if (equals < 1) {
                problem(value, "a tag is written KEY=VALUE, was \"%s\"".formatted(shown(value)));
            } else {
                tags.put(value.text().substring(0, equals), value.text().substring(equals + 1));
            }
        }
        try {
            return AgentConfig.requireUserTags(Tags.of(tags));
        } catch (IllegalArgumentException refused) {
            problem(wheres.getLast(), message(refused));
            return Tags.NONE;
        }
    }

    private <T> Optional<T> scalar(Setting setting, Function<String, T> parser) {
        var all = given.get(setting);
        return all == null ? Optional.empty() : parse(all.getLast(), parser);
    }

    private <T> List<T> list(Setting setting, Function<String, T> parser) {
        return given.getOrDefault(setting, List.of()).stream()
                .flatMap(value -> parse(value, parser).stream())
                .toList();
    }

    /// @param parser throws [IllegalArgumentException] with what the value must be
    private <T> Optional<T> parse(Given value, Function<String, T> parser) {
        try {
            return Optional.of(parser.apply(value.text()));
        } catch (IllegalArgumentException refused) {
            problem(
                    value,
                    "%s %s, was \"%s\""
                            .formatted(value.setting().key(), message(refused), shown(value)));
            return Optional.empty();
        }
    }

    private void problem(Given value, String sentence) {
        gathered.problems.add(value.where() + ": " + sentence);
    }

    private static String shown(Given value) {
        return Names.printable(value.text());
    }

    private static String message(IllegalArgumentException refused) {
        return String.valueOf(refused.getMessage());
    }

    private String hostName() {
        try {
            return Names.requireNodeName(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException | IllegalArgumentException nameless) {
            gathered.problems.add("this host has no usable name: name the node with -node");
            return "";
        }
    }

    private static String nodeName(String text) {
        try {
            return Names.requireNodeName(text);
        } catch (IllegalArgumentException refused) {
            throw mustBe(
                    "1 to %d bytes without control characters".formatted(Names.NODE_BYTES_MAX));
        }
    }

    private static String datacenter(String text) {
        if (text.isEmpty()) {
            throw mustBe("a name");
        }
        return poolPart(text, () -> Pool.lan("x", text));
    }

    private static String cluster(String text) {
        return poolPart(text, () -> Pool.lan(text, "x"));
    }

    private static String poolPart(String text, Runnable check) {
        try {
            check.run();
            return text;
        } catch (IllegalArgumentException refused) {
            throw mustBe(
                    "1 to %d letters, digits, '-', '_' or '.'".formatted(Pool.PART_LENGTH_MAX));
        }
    }

    private static Path path(String text) {
        try {
            if (!text.isEmpty()) {
                return Path.of(text);
            }
        } catch (InvalidPathException refused) {
            // Reported like the empty one.
        }
        throw mustBe("a path");
    }

    private static InetAddress address(String text) {
        boolean withPort = text.startsWith("[") || text.chars().filter(c -> c == ':').count() == 1;
        return Endpoint.parse(text, 0)
                .filter(_ -> !withPort)
                .map(Endpoint::address)
                .orElseThrow(
                        () ->
                                mustBe(
                                        "an IP address without a port (names and interface"
                                                + " templates are not understood)"));
    }

    private static InetAddress bindAddress(String text) {
        var address = address(text);
        if (Endpoint.of(address, 0).isIpv6LinkLocal()) {
            throw mustBe(
                    "an address that means the same to all nodes, which a link-local IPv6 address"
                            + " does not");
        }
        return address;
    }

    private static InetAddress advertisedAddress(String text, InetAddress bind) {
        var address = bindAddress(text);
        if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
            throw mustBe("an address that others can reach");
        }
        AgentConfig.Gossip.mismatch(bind, address)
                .ifPresent(
                        sentence -> {
                            throw new IllegalArgumentException(sentence);
                        });
        return address;
    }

    private static String interfaceName(String text) {
        if (!text.matches("[A-Za-z0-9_.:@-]{1,64}")) {
            throw mustBe("the name of a network interface, such as eth0");
        }
        return text;
    }

    private static int port(String text) {
        return number(text, 0, 65_535);
    }

    private static int limit(String text) {
        return number(text, 1, AgentConfig.Http.HARD_MAX);
    }

    private static int number(String text, int min, int max) {
        if (text.matches("[0-9]{1,9}")) {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        }
        throw mustBe("a whole number in %d..%d".formatted(min, max));
    }

    private static boolean flag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw mustBe("true or false");
        };
    }

    private static Duration duration(String text) {
        return GoDuration.parse(text)
                .filter(Duration::isPositive)
                .orElseThrow(() -> mustBe("a positive duration with a unit, such as 30s or 1m30s"));
    }

    private static LogLevel logLevel(String text) {
        return LogLevel.parse(text).orElseThrow(() -> mustBe("one of " + LogLevel.choices()));
    }

    private static Profile profile(String text) {
        return Profile.parse(text).orElseThrow(() -> mustBe("lan, wan or local"));
    }

    private static Compat compat(String text) {
        return Compat.parse(text).orElseThrow(() -> mustBe("none or consul"));
    }

    private static String seed(String text) {
        if (Seed.parse(text, AgentConfig.GOSSIP_PORT) instanceof Seed.Invalid(_, var why)) {
            throw new IllegalArgumentException("must name a node: " + why);
        }
        return text;
    }

    private static String hostName(String text) {
        if (!text.matches("[A-Za-z0-9._-]{1,255}")) {
            throw mustBe("a host name without a port");
        }
        return text.toLowerCase(java.util.Locale.ROOT);
    }

    private static IllegalArgumentException mustBe(String what) {
        return new IllegalArgumentException("must be " + what);
    }
}
