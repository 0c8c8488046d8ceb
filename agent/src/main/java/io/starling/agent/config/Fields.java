package io.starling.agent.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// The fields of an object in a file, each taken once, so that what is left over is unknown.
///
/// All methods throw [IllegalArgumentException] for a value of another shape. Confined to one
/// loading.
final class Fields {
    private final TreeMap<String, ConfigValue> left;

    Fields(ConfigObject object) {
        left = new TreeMap<>(object);
    }

    List<String> names() {
        return List.copyOf(left.keySet());
    }

    Optional<String> text(String name) {
        return take(name).map(value -> text(name, value));
    }

    Optional<Integer> number(String name) {
        return text(name)
                .map(
                        text -> {
                            if (!text.matches("[0-9]{1,9}")) {
                                throw mustBe(name, "a whole number", text);
                            }
                            return Integer.parseInt(text);
                        });
    }

    Optional<Duration> duration(String name) {
        return text(name)
                .map(
                        text ->
                                GoDuration.parse(text)
                                        .filter(Duration::isPositive)
                                        .orElseThrow(
                                                () ->
                                                        mustBe(
                                                                name,
                                                                "a positive duration with a unit,"
                                                                        + " such as 30s",
                                                                text)));
    }

    /// @return `false` if there is no such field
    boolean flag(String name) {
        var text = text(name).orElse("false");
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw mustBe(name, "true or false", text);
        };
    }

    /// A list, or one value as a list of one.
    Optional<List<String>> list(String name) {
        return take(name)
                .map(
                        value ->
                                value instanceof ConfigList list
                                        ? list.stream().map(word -> text(name, word)).toList()
                                        : List.of(text(name, value)));
    }

    Optional<Fields> object(String name) {
        return take(name)
                .map(
                        value -> {
                            if (value instanceof ConfigObject inner) {
                                return new Fields(inner);
                            }
                            throw mustBe(name, "an object", value.valueType().name());
                        });
    }

    void requireNoneLeft() {
        if (!left.isEmpty()) {
            throw new IllegalArgumentException(
                    "Invalid parameters: [%s]".formatted(String.join(" ", left.keySet())));
        }
    }

    private Optional<ConfigValue> take(String name) {
        return Optional.ofNullable(left.remove(name))
                .filter(value -> value.valueType() != ConfigValueType.NULL);
    }

    private static String text(String name, ConfigValue value) {
        return switch (value.valueType()) {
            case STRING, NUMBER, BOOLEAN -> String.valueOf(value.unwrapped());
            case LIST, OBJECT, NULL -> throw mustBe(name, "text", value.valueType().name());
        };
    }

    private static IllegalArgumentException mustBe(String name, String what, String was) {
        return new IllegalArgumentException("%s must be %s, was \"%s\"".formatted(name, what, was));
    }
}
