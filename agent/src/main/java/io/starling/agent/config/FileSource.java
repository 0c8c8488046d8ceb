package io.starling.agent.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;

import io.starling.agent.service.ServiceReader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Reads settings from files of HOCON, of which JSON is a part.
final class FileSource {
    /// A configuration has a few hundred bytes; this keeps a wrong path from filling the memory.
    static final long FILE_BYTES_MAX = 1 << 20;

    /// No setting like the others, because it is more than texts.
    private static final String WATCHES = "watches";

    private static final List<String> ENDINGS = List.of(".conf", ".hocon", ".json");
    private static final ConfigParseOptions OPTIONS =
            ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF).setAllowMissing(false);

    private final Gathered gathered;

    FileSource(Gathered gathered) {
        this.gathered = gathered;
    }

    /// Reads a file, or the files of a directory in the order of their names.
    void read(Path path) {
        if (Files.isDirectory(path)) {
            filesIn(path).forEach(this::readFile);
        } else {
            readFile(path);
        }
    }

    private List<Path> filesIn(Path directory) {
        try (var entries = Files.list(directory)) {
            return entries.filter(file -> ENDINGS.stream().anyMatch(file.toString()::endsWith))
                    .sorted(Comparator.comparing(file -> file.getFileName().toString()))
                    .toList();
        } catch (IOException unreadable) {
            gathered.problems.add("%s: cannot be listed: %s".formatted(directory, unreadable));
            return List.of();
        }
    }

    private void readFile(Path file) {
        if (!Files.isRegularFile(file)) {
            gathered.problems.add("%s: no such file or directory".formatted(file));
            return;
        }
        try {
            long bytes = Files.size(file);
            if (bytes > FILE_BYTES_MAX) {
                gathered.problems.add(
                        "%s: has %d bytes, a configuration file may have %d"
                                .formatted(file, bytes, FILE_BYTES_MAX));
                return;
            }
            Config config = ConfigFactory.parseFile(file.toFile(), OPTIONS).resolve();
            walk(file, "", config.root());
        } catch (com.typesafe.config.ConfigException malformed) {
            gathered.problems.add("%s: %s".formatted(file, malformed.getMessage()));
        } catch (IOException unreadable) {
            gathered.problems.add("%s: cannot be read: %s".formatted(file, unreadable));
        }
    }

    private void walk(Path file, String prefix, ConfigObject object) {
        var entries =
                object.entrySet().stream()
                        .sorted(
                                Comparator.comparingInt(
                                                (Map.Entry<String, ConfigValue> entry) ->
                                                        entry.getValue().origin().lineNumber())
                                        .thenComparing(Map.Entry::getKey))
                        .toList();
        for (var entry : entries) {
            visit(file, prefix + entry.getKey(), entry.getValue());
        }
    }

    private void visit(Path file, String key, ConfigValue value) {
        var where = where(file, value);
        var setting = Setting.ofKey(key);
        if (setting.isPresent()) {
            take(where, setting.get(), value);
        } else if (key.equals(WATCHES)) {
            takeWatches(file, value);
        } else if (key.equals("service")) {
            takeService(file, value);
        } else if (key.equals("services")) {
            takeServices(file, value);
        } else if (ForeignKeys.isPointless(key)) {
            gathered.pointless(key);
        } else if (ForeignKeys.isUnsupported(key)) {
            gathered.problems.add(
                    "%s: \"%s\" is not supported by this release; remove it".formatted(where, key));
        } else if (value instanceof ConfigObject inner && isGroup(key)) {
            walk(file, key + ".", inner);
        } else {
            gathered.problems.add(
                    "%s: unknown key \"%s\"%s"
                            .formatted(where, key, Suggestion.question(key, keys())));
        }
    }

    private void take(String where, Setting setting, ConfigValue value) {
        if (setting == Setting.TAGS) {
            takeTags(where, value);
        } else if (setting.isList() && value instanceof ConfigList list) {
            list.forEach(element -> takeScalar(where, setting, element));
        } else {
            takeScalar(where, setting, value);
        }
    }

    private void takeServices(Path file, ConfigValue value) {
        if (value instanceof ConfigList list) {
            list.forEach(element -> takeService(file, element));
        } else {
            gathered.problems.add(
                    "%s: services must be a list of objects; a single one is a service { … }"
                            .formatted(where(file, value)));
        }
    }

    private void takeService(Path file, ConfigValue value) {
        var where = where(file, value);
        if (!(value instanceof ConfigObject object)) {
            gathered.problems.add(
                    "%s: a service must be an object such as { name = \"web\", port = 80 }"
                            .formatted(where));
            return;
        }
        try {
            var definition = ServiceReader.read(object.unwrapped());
            var service = definition.service();
            gathered.services.add(new GivenService(service, where));
            definition
                    .passedOver()
                    .forEach(
                            field ->
                                    gathered.warnings.add(
                                            "%s: service %s: %s is without effect here"
                                                    .formatted(where, service.id(), field)));
        } catch (IllegalArgumentException wrong) {
            gathered.problems.add("%s: service: %s".formatted(where, wrong.getMessage()));
        }
    }

    private void takeTags(String where, ConfigValue value) {
        if (!(value instanceof ConfigObject tags)) {
            gathered.problems.add(
                    "%s: tags must be an object such as { rack = \"7\" }".formatted(where));
            return;
        }
        for (var tag : tags.entrySet()) {
            if (isScalar(tag.getValue())) {
                gathered.given.add(
                        new Given(
                                Setting.TAGS,
                                tag.getKey() + "=" + tag.getValue().unwrapped(),
                                where));
            } else {
                gathered.problems.add(
                        "%s: tag \"%s\" must be text; quote a key that has dots"
                                .formatted(where, tag.getKey()));
            }
        }
    }

    private void takeWatches(Path file, ConfigValue value) {
        var watches = value instanceof ConfigList list ? list : List.of(value);
        for (var watch : watches) {
            var where = where(file, watch);
            try {
                gathered.watches.add(WatchSource.read(where, watch));
            } catch (IllegalArgumentException wrong) {
                gathered.problems.add("%s: %s".formatted(where, wrong.getMessage()));
            }
        }
    }

    private void takeScalar(String where, Setting setting, ConfigValue value) {
        if (isScalar(value)) {
            gathered.given.add(new Given(setting, String.valueOf(value.unwrapped()), where));
        } else {
            gathered.problems.add(
                    "%s: %s must be %s, was %s"
                            .formatted(
                                    where,
                                    setting.key(),
                                    setting.isList() ? "a list of texts" : "one value",
                                    value.valueType().name().toLowerCase(java.util.Locale.ROOT)));
        }
    }

    private static boolean isScalar(ConfigValue value) {
        var type = value.valueType();
        return type == ConfigValueType.STRING
                || type == ConfigValueType.NUMBER
                || type == ConfigValueType.BOOLEAN;
    }

    private static boolean isGroup(String key) {
        return keys().stream().anyMatch(known -> known.startsWith(key + "."));
    }

    private static List<String> keys() {
        return Stream.concat(
                        Arrays.stream(Setting.values()).map(Setting::key),
                        Stream.of("service", "services", WATCHES))
                .toList();
    }

    private static String where(Path file, ConfigValue value) {
        var included = value.origin().filename();
        return (included == null ? file.toString() : included) + ":" + value.origin().lineNumber();
    }
}
