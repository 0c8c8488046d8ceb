package io.starling.agent.config;

import io.starling.agent.service.Service;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Names;
import io.starling.gossip.model.Pool;
import io.starling.gossip.model.Tags;
import io.starling.gossip.node.GossipConfig;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Everything an agent can be told. Immutable, and right once it exists.
///
///     AgentConfig.onLoopback("a").withTags(Tags.of(Map.of("rack", "7")))
///
/// @param nodeName what people read; unique in the cluster
/// @param cluster a name that every node shares; nodes of another one are refused
/// @param dataDirectory what survives a restart; without one the node has a new id at every start
/// @param tags what the node says of itself; none of [#RESERVED_TAGS]
/// @param leaveOnTerminate whether SIGTERM and SIGINT say goodbye before they stop the agent
/// @param pidFile where the process id is written, if anywhere
/// @param watches what is run when something happens
/// @param services of this host, each with an id of its own
public record AgentConfig(
        String nodeName,
        String datacenter,
        String cluster,
        Optional<Path> dataDirectory,
        Tags tags,
        Gossip gossip,
        Http http,
        Joining joining,
        boolean leaveOnTerminate,
        LogLevel logLevel,
        Optional<Path> pidFile,
        List<WatchConfig> watches,
        List<Service> services) {

    public static final int GOSSIP_PORT = 8_301;
    public static final int HTTP_PORT = 8_500;

    /// Tags that the agent itself sets or shows; see the member list of the HTTP API.
    public static final Set<String> RESERVED_TAGS =
            Set.of("acls", "build", "dc", "id", "role", "segment", "vsn", "vsn_min", "vsn_max");

    public AgentConfig {
        Names.requireNodeName(nodeName);
        Pool.lan(cluster, datacenter);
        requireUserTags(tags);
        watches = List.copyOf(watches);
        if (watches.size() > WatchConfig.WATCHES_MAX) {
            throw new IllegalArgumentException(
                    "there are %d watches, the limit is %d"
                            .formatted(watches.size(), WatchConfig.WATCHES_MAX));
        }
        services = List.copyOf(services);
    }

    /// The node's side towards other nodes.
    ///
    /// @param bind a wildcard address listens on all interfaces
    /// @param port for datagrams and streams alike; 0 lets the system choose
    /// @param advertise where others reach this node; chosen from the interfaces when empty
    /// @param eventBytesMax of name, filters and payload of an event together
    /// @param leaveTimeout how long a goodbye waits to be acknowledged
    public record Gossip(
            InetAddress bind,
            int port,
            Optional<InetAddress> advertise,
            Profile profile,
            int eventBytesMax,
            Duration leaveTimeout) {
        public Gossip {
            toConfig(profile, eventBytesMax, leaveTimeout);
            advertise
                    .flatMap(address -> mismatch(bind, address))
                    .ifPresent(
                            sentence -> {
                                throw new IllegalArgumentException(sentence);
                            });
        }

        /// Why others could not reach a node that is bound to `bind` at `advertise`: it would not
        /// speak the family of the address.
        static Optional<String> mismatch(InetAddress bind, InetAddress advertise) {
            var bound = Endpoint.of(bind, 0);
            if (bound.speaksFamilyOf(Endpoint.of(advertise, 0))) {
                return Optional.empty();
            }
            var spoken = bound.isIpv4() ? "IPv4" : "IPv6";
            return Optional.of(
                    "must be an %s address, because bind_addr %s speaks %s alone (bind :: to speak both)"
                            .formatted(spoken, bind.getHostAddress(), spoken));
        }

        public GossipConfig toConfig() {
            return toConfig(profile, eventBytesMax, leaveTimeout);
        }

        private static GossipConfig toConfig(
                Profile profile, int eventBytesMax, Duration leaveTimeout) {
            var preset = profile.preset();
            return preset.with(preset.events().withBytesMax(eventBytesMax))
                    .withLeaveTimeout(leaveTimeout);
        }
    }

    /// The side towards clients.
    ///
    /// @param client the address that HTTP listens on
    /// @param port 0 lets the system choose
    /// @param allowedHosts names that a request's `Host` or `Origin` may have besides the obvious
    ///     ones
    /// @param connectionsMax open at once; further ones are closed at the door
    /// @param blockingMax blocking queries that wait at once; further ones are answered 429
    /// @param streamsMax event streams at once; further ones are answered 429
    public record Http(
            InetAddress client,
            int port,
            List<String> allowedHosts,
            int connectionsMax,
            int blockingMax,
            int streamsMax) {
        /// As many as may block, and a thousand for streams and everybody else.
        public static final int CONNECTIONS_MAX = 5_120;

        public static final int BLOCKING_MAX = 4_096;
        public static final int STREAMS_MAX = 512;
        public static final int HARD_MAX = 65_536;

        public Http {
            allowedHosts = List.copyOf(allowedHosts);
        }
    }

    /// How the node finds the others.
    ///
    /// @param start contacted once; the start fails when none of them answers
    /// @param retry contacted again and again until one answers
    /// @param retryInterval between the rounds of `retry`, jittered a little
    /// @param retryMax after so many rounds the agent gives up and stops; 0 for never
    /// @param discovery on the local network, by multicast DNS
    /// @param rejoinAfterLeave whether a node that said goodbye goes back by itself at its next
    ///     start
    public record Joining(
            List<String> start,
            List<String> retry,
            Duration retryInterval,
            int retryMax,
            Optional<Discovery> discovery,
            boolean rejoinAfterLeave) {
        public static final Joining NOBODY =
                new Joining(List.of(), List.of(), Duration.ofSeconds(30));

        /// Of each list. A DNS name or a file of seeds stands for more.
        public static final int SEEDS_MAX = 64;

        public Joining {
            start = List.copyOf(start);
            retry = List.copyOf(retry);
            if (start.size() > SEEDS_MAX || retry.size() > SEEDS_MAX) {
                throw new IllegalArgumentException(
                        "there are more than %d seeds".formatted(SEEDS_MAX));
            }
            if (!retryInterval.isPositive()) {
                throw new IllegalArgumentException(
                        "retry interval must be positive, was " + retryInterval);
            }
            if (retryMax < 0) {
                throw new IllegalArgumentException(
                        "retry maximum must not be negative, was " + retryMax);
            }
        }

        /// Retries for ever, discovers nobody, stays away after a goodbye.
        public Joining(List<String> start, List<String> retry, Duration retryInterval) {
            this(start, retry, retryInterval, 0, Optional.empty(), false);
        }
    }

    /// How nodes of the same local network find each other.
    ///
    /// @param name what the nodes that look for each other have in common
    /// @param networkInterface on which they do; chosen by the advertised address when empty
    public record Discovery(String name, Optional<String> networkInterface) {}

    /// An agent on loopback for tests and demonstrations: ports chosen by the system, no data
    /// directory, timing for one host.
    public static AgentConfig onLoopback(String nodeName) {
        var loopback = InetAddress.ofLiteral("127.0.0.1");
        return new AgentConfig(
                nodeName,
                "dc1",
                "starling",
                Optional.empty(),
                Tags.NONE,
                new Gossip(
                        loopback,
                        0,
                        Optional.empty(),
                        Profile.LOCAL,
                        GossipConfig.LOCAL.events().bytesMax(),
                        GossipConfig.LOCAL.leaveTimeout()),
                new Http(
                        loopback,
                        0,
                        List.of(),
                        Http.CONNECTIONS_MAX,
                        Http.BLOCKING_MAX,
                        Http.STREAMS_MAX),
                Joining.NOBODY,
                true,
                LogLevel.INFO,
                Optional.empty(),
                List.of(),
                List.of());
    }

    public Pool pool() {
        return Pool.lan(cluster, datacenter);
    }

    public AgentConfig withCluster(String name) {
        return with(draft -> draft.cluster = name);
    }

    public AgentConfig withTags(Tags tags) {
        return with(draft -> draft.tags = tags);
    }

    public AgentConfig withServices(List<Service> services) {
        return with(draft -> draft.services = services);
    }

    public AgentConfig withDataDirectory(Path directory) {
        return with(draft -> draft.dataDirectory = Optional.of(directory));
    }

    public AgentConfig withJoining(Joining joining) {
        return with(draft -> draft.joining = joining);
    }

    public AgentConfig withHttp(Http http) {
        return with(draft -> draft.http = http);
    }

    public AgentConfig withGossip(Gossip gossip) {
        return with(draft -> draft.gossip = gossip);
    }

    public AgentConfig withWatches(List<WatchConfig> watches) {
        return with(draft -> draft.watches = watches);
    }

    /// @return `tags`
    /// @throws IllegalArgumentException if one of them is the agent's own
    public static Tags requireUserTags(Tags tags) {
        for (var key : tags.values().keySet()) {
            if (RESERVED_TAGS.contains(key)) {
                throw new IllegalArgumentException(
                        "tag \"%s\" is set by the agent itself; choose another key".formatted(key));
            }
        }
        return tags;
    }

    private AgentConfig with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.finish();
    }

    /// The components, to be changed one by one: what records lack until they can be derived from
    /// one another (JEP 468).
    private static final class Draft {
        private String nodeName;
        private String datacenter;
        private String cluster;
        private Optional<Path> dataDirectory;
        private Tags tags;
        private Gossip gossip;
        private Http http;
        private Joining joining;
        private boolean leaveOnTerminate;
        private LogLevel logLevel;
        private Optional<Path> pidFile;
        private List<WatchConfig> watches;
        private List<Service> services;

        Draft(AgentConfig from) {
            nodeName = from.nodeName;
            datacenter = from.datacenter;
            cluster = from.cluster;
            dataDirectory = from.dataDirectory;
            tags = from.tags;
            gossip = from.gossip;
            http = from.http;
            joining = from.joining;
            leaveOnTerminate = from.leaveOnTerminate;
            logLevel = from.logLevel;
            pidFile = from.pidFile;
            watches = from.watches;
            services = from.services;
        }

        AgentConfig finish() {
            return new AgentConfig(
                    nodeName,
                    datacenter,
                    cluster,
                    dataDirectory,
                    tags,
                    gossip,
                    http,
                    joining,
                    leaveOnTerminate,
                    logLevel,
                    pidFile,
                    watches,
                    services);
        }
    }
}
