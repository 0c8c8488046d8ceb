package io.starling.agent.service;

import io.starling.gossip.model.Names;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Reads the definition of a service, as clients send it and as files have it: an object whose
/// names may be in any case, and with underscores where they have two words.
public final class ServiceReader {
    private static final Set<String> KNOWN =
            Set.of("id", "name", "address", "tags", "meta", "port", "enabletagoverride", "weights");

    /// They say how a service is checked, meshed or found elsewhere, which nothing here does. They
    /// may be given, and those that are given are named in the result.
    private static final Set<String> PASSED_OVER =
            Set.of(
                    "check",
                    "checks",
                    "connect",
                    "kind",
                    "locality",
                    "namespace",
                    "partition",
                    "proxy",
                    "socketpath",
                    "taggedaddresses",
                    "token");

    private ServiceReader() {}

    /// @param passedOver the names of fields that were given and mean nothing here
    public record Definition(Service service, List<String> passedOver) {}

    /// The definition is no definition, whatever its values.
    public static final class MalformedException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        MalformedException(String message) {
            super(message);
        }
    }

    /// @param fields texts, numbers, booleans, lists, maps with texts as keys, null
    /// @throws MalformedException if a field is unknown or of the wrong type
    /// @throws IllegalArgumentException if a value is out of bounds
    public static Definition read(Map<?, ?> fields) {
        var id = "";
        var name = "";
        var address = "";
        var tags = List.<String>of();
        var meta = new TreeMap<String, String>();
        int port = 0;
        boolean override = false;
        var weights = Service.Weights.EQUAL;
        var passedOver = new ArrayList<String>();
        for (var field : fields.entrySet()) {
            var key = String.valueOf(field.getKey());
            var value = field.getValue();
            if (!KNOWN.contains(plain(key)) && !PASSED_OVER.contains(plain(key))) {
                throw unknown(key);
            }
            if (value == null) {
                continue;
            }
            switch (plain(key)) {
                case "id" -> id = text(key, value);
                case "name" -> name = text(key, value);
                case "address" -> address = text(key, value);
                case "tags" -> tags = texts(key, value);
                case "meta" -> object(key, value).forEach((k, v) -> meta.put(k, text(key, v)));
                case "port" -> port = number(key, value);
                case "enabletagoverride" -> override = flag(key, value);
                case "weights" -> weights = weights(object(key, value));
                default -> {
                    if (!isNothing(value)) {
                        passedOver.add(key);
                    }
                }
            }
        }
        var service =
                new Service(
                        id.isEmpty() ? name : id,
                        name,
                        tags,
                        meta,
                        port,
                        address,
                        override,
                        weights);
        return new Definition(service, passedOver);
    }

    private static Service.Weights weights(Map<String, ?> fields) {
        int passing = 1;
        int warning = 1;
        for (var field : fields.entrySet()) {
            switch (plain(field.getKey())) {
                case "passing" -> passing = number("Passing", field.getValue());
                case "warning" -> warning = number("Warning", field.getValue());
                default -> throw unknown(field.getKey());
            }
        }
        return new Service.Weights(passing, warning);
    }

    /// `EnableTagOverride` and `enable_tag_override` are one name.
    private static String plain(String key) {
        var lower = key.toLowerCase(Locale.ROOT);
        return lower.equals("enable_tag_override") || lower.equals("tagged_addresses")
                ? lower.replace("_", "")
                : lower;
    }

    private static boolean isNothing(Object value) {
        return value.equals("")
                || (value instanceof List<?> list && list.isEmpty())
                || (value instanceof Map<?, ?> map && map.isEmpty());
    }

    private static String text(String key, @Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw wrongType(key, "a text", value);
    }

    private static List<String> texts(String key, Object value) {
        if (!(value instanceof List<?> list)) {
            throw wrongType(key, "a list of texts", value);
        }
        return list.stream().map(element -> text(key, element)).toList();
    }

    private static Map<String, ?> object(String key, Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw wrongType(key, "an object", value);
        }
        var object = new TreeMap<String, Object>();
        map.forEach((name, held) -> object.put(String.valueOf(name), held));
        return object;
    }

    private static int number(String key, @Nullable Object value) {
        if (value instanceof Number number && number.doubleValue() == number.intValue()) {
            return number.intValue();
        }
        throw wrongType(key, "a whole number", value);
    }

    private static boolean flag(String key, Object value) {
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw wrongType(key, "true or false", value);
    }

    private static MalformedException unknown(String key) {
        return new MalformedException("unknown field \"%s\"".formatted(Names.printable(key)));
    }

    private static MalformedException wrongType(String key, String wanted, @Nullable Object value) {
        return new MalformedException(
                "%s must be %s, was %s"
                        .formatted(
                                Names.printable(key),
                                wanted,
                                Names.printable(String.valueOf(value))));
    }
}
