package io.starling.agent.config;

import java.util.Set;

/// Keys and flags of Consul's agent that are no settings here.
final class ForeignKeys {

    /// They configure servers, their database, or faces that a serverless agent does not have. A
    /// migrating operator's file may keep them; the agent says once that they do nothing.
    private static final Set<String> POINTLESS =
            Set.of(
                    "alt_domain",
                    "autopilot",
                    "bootstrap",
                    "bootstrap_expect",
                    "config_entries",
                    "connect",
                    "dns_config",
                    "domain",
                    "enable_central_service_config",
                    "non_voting_server",
                    "performance",
                    "ports.dns",
                    "ports.expose_max_port",
                    "ports.expose_min_port",
                    "ports.grpc",
                    "ports.grpc_tls",
                    "ports.server",
                    "ports.sidecar_max_port",
                    "ports.sidecar_min_port",
                    "primary_datacenter",
                    "raft_protocol",
                    "raft_snapshot_interval",
                    "raft_snapshot_threshold",
                    "read_replica",
                    "recursors",
                    "server",
                    "server_name",
                    "session_ttl_min",
                    "snapshot_agent",
                    "ui",
                    "ui_config",
                    "ui_content_path",
                    "ui_dir");

    /// They would change what the agent does, so that to pass over them would be a lie.
    private static final Set<String> UNSUPPORTED =
            Set.of(
                    "acl",
                    "encrypt",
                    "encrypt_verify_incoming",
                    "encrypt_verify_outgoing",
                    "ports.https",
                    "ports.serf_wan",
                    "retry_join_wan",
                    "serf_lan",
                    "serf_wan",
                    "start_join_wan",
                    "tls");

    private ForeignKeys() {}

    static boolean isPointless(String key) {
        return POINTLESS.contains(key);
    }

    static boolean isUnsupported(String key) {
        return UNSUPPORTED.contains(key);
    }

    static Set<String> pointlessFlags() {
        return Set.of("server", "bootstrap", "bootstrap-expect", "ui");
    }
}
