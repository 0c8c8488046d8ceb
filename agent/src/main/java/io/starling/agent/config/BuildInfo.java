package io.starling.agent.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/// Which build this is.
public final class BuildInfo {
    private static final String RESOURCE = "/io/starling/agent/build.properties";

    private static final Properties PROPERTIES = load();

    private BuildInfo() {}

    public static String version() {
        return PROPERTIES.getProperty("version", "unknown");
    }

    private static Properties load() {
        var properties = new Properties();
        try (var in = BuildInfo.class.getResourceAsStream(RESOURCE)) {
            properties.load(Objects.requireNonNull(in, RESOURCE));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return properties;
    }
}
