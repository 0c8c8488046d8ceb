package io.starling.agent.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// All settings, each with its key in a file, its flag and what it means. The usage text, the known
/// keys, the environment variables and the documentation's table come from here.
public enum Setting {
    NODE_NAME("node_name", "node", "NAME", "name of this node; default: the host name"),
    DATACENTER("datacenter", "datacenter", "NAME", "datacenter of this node; default dc1"),
    CLUSTER(
            "cluster",
            "cluster",
            "NAME",
            "name that all nodes of the cluster share; default starling"),
    DATA_DIR(
            "data_dir",
            "data-dir",
            "DIR",
            "what survives a restart: id, clock, members; default: none, the node is ephemeral"),
    BIND_ADDR("bind_addr", "bind", "IP", "address for gossip; default 0.0.0.0"),
    ADVERTISE_ADDR(
            "advertise_addr",
            "advertise",
            "IP",
            "address at which others reach this node; default: chosen from the interfaces"),
    CLIENT_ADDR("client_addr", "client", "IP", "address for HTTP; default 127.0.0.1"),
    PORTS_HTTP("ports.http", "http-port", "PORT", "port for HTTP; default 8500"),
    PORTS_SERF_LAN(
            "ports.serf_lan",
            "serf-lan-port",
            "PORT",
            "port for gossip, UDP and TCP; default 8301"),
    START_JOIN(
            "start_join",
            "join",
            "HOST[:PORT]",
            "node to join at the start, which fails if none answers; repeatable. Also a name with"
                    + " SRV records (_service._proto.name), or file:/path with one seed a line"),
    RETRY_JOIN(
            "retry_join",
            "retry-join",
            "HOST[:PORT]",
            "node to join, tried until one answers; repeatable, in the forms of -join"),
    RETRY_INTERVAL(
            "retry_interval",
            "retry-interval",
            "DURATION",
            "time between the tries of -retry-join, jittered; default 30s"),
    RETRY_MAX(
            "retry_max",
            "retry-max",
            "NUMBER",
            "tries of -retry-join after which the agent gives up with exit code 3; default 0,"
                    + " never"),
    DISCOVER(
            "discover",
            "discover",
            "NAME",
            "find the nodes of the local network that discover the same name (multicast DNS)"),
    DISCOVER_INTERFACE(
            "discover_interface",
            "iface",
            "INTERFACE",
            "network interface for -discover; default: the one with the advertised address"),
    REJOIN_AFTER_LEAVE(
            "rejoin_after_leave",
            "rejoin",
            "true|false",
            "whether a node that left goes back by itself at its next start; default false"),
    PROFILE("profile", "profile", "lan|wan|local", "timing of the protocol; default lan"),
    TAGS("tags", "tag", "KEY=VALUE", "what this node says of itself; repeatable", true),
    LEAVE_TIMEOUT(
            "leave_timeout",
            "leave-timeout",
            "DURATION",
            "how long a leaving node waits for others to hear it; default 5s"),
    LEAVE_ON_TERMINATE(
            "leave_on_terminate",
            "",
            "true|false",
            "whether SIGTERM and SIGINT leave the cluster first; default true"),
    LOG_LEVEL(
            "log_level",
            "log-level",
            "LEVEL",
            "trace, debug, info, warn or error; default info",
            true),
    COMPAT(
            "compat",
            "compat",
            "none|consul",
            "how watches of events begin that do not say it themselves: with the next event, or as"
                    + " in Consul with what is there; default none",
            true),
    PID_FILE("pid_file", "pid-file", "FILE", "where to write the process id"),
    EVENT_SIZE_LIMIT(
            "event_size_limit",
            "",
            "BYTES",
            "of name, filters and payload of an event together; default 512"),
    HTTP_ALLOWED_HOSTS(
            "http_allowed_hosts",
            "",
            "LIST",
            "names that a request's Host or Origin may have, besides localhost, IP addresses and"
                    + " the node's name"),
    LIMITS_HTTP_CONNECTIONS(
            "limits.http_connections",
            "",
            "NUMBER",
            "open HTTP connections; default 5120, at most 65536"),
    LIMITS_BLOCKING_QUERIES(
            "limits.blocking_queries",
            "",
            "NUMBER",
            "blocking queries that wait at once; default 4096, at most 65536"),
    LIMITS_EVENT_STREAMS(
            "limits.event_streams",
            "",
            "NUMBER",
            "event streams at once; default 512, at most 65536");

    private final String key;
    private final String flag;
    private final String value;
    private final String meaning;
    private final boolean live;

    Setting(String key, String flag, String value, String meaning) {
        this(key, flag, value, meaning, false);
    }

    Setting(String key, String flag, String value, String meaning, boolean live) {
        this.key = key;
        this.flag = flag;
        this.value = value;
        this.meaning = meaning;
        this.live = live;
    }

    /// Where it stands in a file; a dot separates levels.
    public String key() {
        return key;
    }

    /// Without the dash; empty if it has no flag.
    public String flag() {
        return flag;
    }

    /// A placeholder for its value, for people.
    public String value() {
        return value;
    }

    public String meaning() {
        return meaning;
    }

    /// Whether a reload changes it in a running agent.
    public boolean live() {
        return live;
    }

    /// Whether it may be given several times, and the sources add up instead of replacing one
    /// another.
    public boolean isList() {
        return switch (this) {
            case START_JOIN, RETRY_JOIN, HTTP_ALLOWED_HOSTS, TAGS -> true;
            case NODE_NAME,
                    DATACENTER,
                    CLUSTER,
                    DATA_DIR,
                    BIND_ADDR,
                    ADVERTISE_ADDR,
                    CLIENT_ADDR,
                    PORTS_HTTP,
                    PORTS_SERF_LAN,
                    RETRY_INTERVAL,
                    RETRY_MAX,
                    DISCOVER,
                    DISCOVER_INTERFACE,
                    REJOIN_AFTER_LEAVE,
                    PROFILE,
                    LEAVE_TIMEOUT,
                    LEAVE_ON_TERMINATE,
                    LOG_LEVEL,
                    COMPAT,
                    PID_FILE,
                    EVENT_SIZE_LIMIT,
                    LIMITS_HTTP_CONNECTIONS,
                    LIMITS_BLOCKING_QUERIES,
                    LIMITS_EVENT_STREAMS ->
                    false;
        };
    }

    /// Whether its flag alone, without a value, says `true`.
    public boolean isSwitch() {
        return value.equals("true|false");
    }

    /// The environment variable: the key in capitals, `STARLING_PORTS_HTTP`.
    public String variable() {
        return "STARLING_" + key.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    static Optional<Setting> ofKey(String key) {
        return Arrays.stream(values()).filter(setting -> setting.key.equals(key)).findAny();
    }
}
