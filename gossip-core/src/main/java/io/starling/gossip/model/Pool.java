package io.starling.gossip.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/// Which gossip a node takes part in. Every datagram and stream carries the [#tag]; another pool's
/// are refused, so that two clusters never merge by accident.
///
/// @param cluster a name that every node of the cluster shares
/// @param datacenter the datacenter; for the `wan` pool, the empty string
/// @param name `lan` or `wan`
public record Pool(String cluster, String datacenter, String name) {
    public static final String LAN = "lan";
    public static final String WAN = "wan";
    /// Of each of the three parts.
    public static final int PART_LENGTH_MAX = 64;

    private static final Pattern PART =
            Pattern.compile("[A-Za-z0-9_.-]{1," + PART_LENGTH_MAX + "}");

    public Pool {
        check("cluster name", cluster);
        check("pool name", name);
        if (!datacenter.isEmpty()) {
            check("datacenter", datacenter);
        }
    }

    public static Pool lan(String cluster, String datacenter) {
        return new Pool(cluster, datacenter, LAN);
    }

    /// What people read: `cluster/datacenter/name`.
    public String label() {
        return cluster + "/" + datacenter + "/" + name;
    }

    /// The first eight bytes, big-endian, of the SHA-256 digest of the label in UTF-8.
    public long tag() {
        return tagOf(label());
    }

    public static long tagOf(String label) {
        try {
            var digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(label.getBytes(StandardCharsets.UTF_8));
            long tag = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                tag = tag << 8 | digest[i] & 0xff;
            }
            return tag;
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every Java platform has SHA-256", absent);
        }
    }

    private static void check(String what, String part) {
        if (!PART.matcher(part).matches()) {
            throw new IllegalArgumentException(
                    "%s must be 1 to %d letters, digits, '-', '_' or '.', was \"%s\""
                            .formatted(what, PART_LENGTH_MAX, Names.printable(part)));
        }
    }

    @Override
    public String toString() {
        return label();
    }
}
