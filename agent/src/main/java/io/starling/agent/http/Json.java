package io.starling.agent.http;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.json.JsonMapper;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// JSON in the dress that clients of this API know: compact, or indented by four spaces with a
/// final newline; `<`, `>` and `&` escaped.
public final class Json {
    private static final JsonMapper MAPPER =
            JsonMapper.builder(JsonFactory.builder().characterEscapes(new WebEscapes()).build())
                    .build();
    private static final DefaultIndenter FOUR_SPACES = new DefaultIndenter("    ", "\n");
    private static final DefaultPrettyPrinter PRETTY =
            new DefaultPrettyPrinter(
                            Separators.createDefaultInstance()
                                    .withObjectNameValueSpacing(Separators.Spacing.AFTER)
                                    .withObjectEmptySeparator("")
                                    .withArrayEmptySeparator(""))
                    .withArrayIndenter(FOUR_SPACES)
                    .withObjectIndenter(FOUR_SPACES);

    private Json() {}

    /// @param tree maps with an order, lists, texts, numbers, booleans, null
    public static byte[] write(Object tree, boolean pretty) {
        if (!pretty) {
            return MAPPER.writeValueAsBytes(tree);
        }
        var indented = MAPPER.writer().with(PRETTY).writeValueAsBytes(tree);
        var line = java.util.Arrays.copyOf(indented, indented.length + 1);
        line[indented.length] = '\n';
        return line;
    }

    /// @throws JacksonException if it is no object
    static Map<String, @Nullable Object> readObject(byte[] json) {
        // `null` is read as no object at all.
        return Optional.ofNullable(
                        MAPPER.readValue(
                                json,
                                new TypeReference<LinkedHashMap<String, @Nullable Object>>() {}))
                .orElseGet(LinkedHashMap::new);
    }

    /// What is wrong with the JSON, in one line.
    static String problem(JacksonException malformed) {
        var location = malformed.getLocation();
        var place =
                location == null
                        ? ""
                        : " at line %d, column %d"
                                .formatted(location.getLineNr(), location.getColumnNr());
        return malformed.getOriginalMessage().replaceAll("\\s+", " ") + place;
    }

    private static final class WebEscapes extends CharacterEscapes {
        private static final long serialVersionUID = 1L;

        private final int[] escapes = standardAsciiEscapesForJSON();

        private WebEscapes() {
            for (char c : new char[] {'<', '>', '&'}) {
                escapes[c] = ESCAPE_CUSTOM;
            }
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return escapes;
        }

        /// Asked for every character beyond ASCII, too; U+2028 and U+2029 end a line in JavaScript.
        @Override
        public @Nullable SerializableString getEscapeSequence(int c) {
            boolean escaped = c < 128 || c == 0x2028 || c == 0x2029;
            return escaped ? new SerializedString("\\u%04x".formatted(c)) : null;
        }
    }
}
