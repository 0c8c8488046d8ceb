package io.starling.agent.http;

import io.starling.agent.service.Service;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/// A service as clients see it. Lists and objects without entries are empty, never null.
final class ServiceJson {
    static final String CONTENT_HASH = "ContentHash";

    private static final int HASH_BYTES = 8;

    private ServiceJson() {}

    static Map<String, Object> of(Service service, String datacenter) {
        var json = new LinkedHashMap<String, Object>();
        json.put("ID", service.id());
        json.put("Service", service.name());
        json.put("Tags", service.tags());
        json.put("Meta", service.meta());
        json.put("Port", service.port());
        json.put("Address", service.address());
        var weights = new LinkedHashMap<String, Object>();
        weights.put("Passing", service.weights().passing());
        weights.put("Warning", service.weights().warning());
        json.put("Weights", weights);
        json.put("EnableTagOverride", service.enableTagOverride());
        json.put("Datacenter", datacenter);
        return json;
    }

    /// With 16 hex digits by which a client sees whether anything changed.
    static Map<String, Object> withHash(Service service, String datacenter) {
        var json = of(service, datacenter);
        json.put(CONTENT_HASH, hash(Json.write(json, false)));
        return json;
    }

    private static String hash(byte[] bytes) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every Java has SHA-256", absent);
        }
    }
}
