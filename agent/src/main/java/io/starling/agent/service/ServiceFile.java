package io.starling.agent.service;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The file of registered services: a JSON array of definitions as clients send them. Stateless.
public final class ServiceFile {
    /// In the data directory.
    public static final String NAME = "services.json";

    private static final Logger LOG = LoggerFactory.getLogger(ServiceFile.class);
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private ServiceFile() {}

    static byte[] write(List<Service> services) {
        return MAPPER.writerWithDefaultPrettyPrinter()
                .writeValueAsBytes(services.stream().map(ServiceFile::definition).toList());
    }

    /// What can be used of it. Of what cannot, a warning tells: the rest must not be lost with it,
    /// and no file keeps an agent from starting.
    ///
    /// @param bytes none if there is no file
    public static List<Service> read(byte[] bytes) {
        if (bytes.length == 0) {
            return List.of();
        }
        var services = new ArrayList<Service>();
        try {
            for (var definition :
                    MAPPER.readValue(bytes, new TypeReference<List<@Nullable Map<?, ?>>>() {})) {
                try {
                    var fields = definition == null ? Map.of() : definition;
                    services.add(ServiceReader.read(fields).service());
                } catch (IllegalArgumentException unusable) {
                    LOG.warn("{}: a service is lost: {}", NAME, unusable.getMessage());
                }
            }
        } catch (JacksonException damaged) {
            LOG.warn(
                    "{} is damaged, the services that clients registered are lost; register them"
                            + " again: {}",
                    NAME,
                    damaged.getOriginalMessage());
        }
        return services;
    }

    private static Map<String, Object> definition(Service service) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("ID", service.id());
        fields.put("Name", service.name());
        fields.put("Tags", service.tags());
        fields.put("Meta", service.meta());
        fields.put("Port", service.port());
        fields.put("Address", service.address());
        fields.put(
                "Weights",
                Map.of(
                        "Passing", service.weights().passing(),
                        "Warning", service.weights().warning()));
        fields.put("EnableTagOverride", service.enableTagOverride());
        return fields;
    }
}
