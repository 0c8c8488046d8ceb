package io.starling.cli;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// A JSON value, as far as a client of the agent needs one.
///
/// The accessors throw [AgentException] where the value is of another kind: then the server that
/// answered is no agent. Immutable once read.
public sealed interface Json {
    /// How deep values may be nested. An agent's answers need five levels.
    int DEPTH_MAX = 64;
    /// How long a name or a text may be. An agent's longest is a payload of some 1,400 characters.
    int TEXT_MAX = 1 << 20;

    /// How many values one text may hold: what 10,000 members need, twelve times over.
    int VALUES_MAX = 4_000_000;

    record Fields(Map<String, Json> all) implements Json {}

    record Items(List<Json> all) implements Json {}

    record Text(String value) implements Json {}

    /// @param literal as it was written, so that 64-bit numbers and fractions stay exact
    record Numeral(String literal) implements Json {}

    record Bool(boolean value) implements Json {}

    enum Null implements Json {
        NULL
    }

    /// An object's value of that name; `null` if it has none.
    default Json field(String name) {
        return fields().getOrDefault(name, Null.NULL);
    }

    /// @return in the order of the text; of repeated names the last
    default Map<String, Json> fields() {
        return switch (this) {
            case Fields(var all) -> all;
            case Items _, Text _, Numeral _, Bool _, Null _ -> throw not("an object");
        };
    }

    default List<Json> items() {
        return switch (this) {
            case Items(var all) -> all;
            case Fields _, Text _, Numeral _, Bool _, Null _ -> throw not("a list");
        };
    }

    /// What a table shows for it: nothing for `null`.
    default String text() {
        return switch (this) {
            case Text(var value) -> value;
            case Numeral(var literal) -> literal;
            case Bool(var value) -> String.valueOf(value);
            case Null _ -> "";
            case Fields _, Items _ -> throw not("a single value");
        };
    }

    private AgentException not(String wanted) {
        var found =
                switch (this) {
                    case Fields _ -> "an object";
                    case Items _ -> "a list";
                    case Text _ -> "a text";
                    case Numeral _ -> "a number";
                    case Bool _ -> "a truth value";
                    case Null _ -> "nothing";
                };
        return AgentException.notAnAgent(
                "the answer is not one of a Starling agent: it has %s where %s should be"
                        .formatted(found, wanted));
    }

    /// A value that came as a text within an answer.
    ///
    /// @throws AgentException if the text is something else
    static Json parse(String text) {
        try {
            return read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException other) {
            throw AgentException.notAnAgent(
                    "an answer should be JSON, but was \"%s\"".formatted(Output.excerpt(text)));
        }
    }

    /// Reads one value and nothing after it.
    ///
    /// @throws NotJsonException if the text is something else, or too deep or too large
    static Json read(InputStream text) throws IOException {
        var limits =
                StreamReadConstraints.builder()
                        .maxNestingDepth(DEPTH_MAX)
                        .maxStringLength(TEXT_MAX)
                        .build();
        var factory = JsonFactory.builder().streamReadConstraints(limits).build();
        try (var parser = factory.createParser(ObjectReadContext.empty(), text)) {
            var json = new TreeReader(parser).value(parser.nextToken());
            if (parser.nextToken() != null) {
                throw new NotJsonException("there is more than one value");
            }
            return json;
        } catch (JacksonIOException stream) {
            throw stream.getCause();
        } catch (JacksonException malformed) {
            throw new NotJsonException(malformed.getOriginalMessage());
        }
    }

    /// The text of this value, in one line of ASCII. Whatever is not ASCII is escaped, and so are
    /// control characters: no terminal, no locale and no pipe can misunderstand it.
    default String write() {
        return write(ObjectWriteContext.empty());
    }

    /// The same in several lines, indented by four spaces.
    default String indented() {
        return write(new Indentation());
    }

    private String write(ObjectWriteContext context) {
        var text = new StringWriter();
        var factory =
                JsonFactory.builder()
                        .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                        .characterEscapes(new DeleteEscaped())
                        .build();
        try (var generator = factory.createGenerator(context, text)) {
            write(this, generator);
        }
        return text.toString();
    }

    private static void write(Json json, JsonGenerator out) {
        switch (json) {
            case Fields(var all) -> {
                out.writeStartObject();
                all.forEach(
                        (name, value) -> {
                            out.writeName(name);
                            write(value, out);
                        });
                out.writeEndObject();
            }
            case Items(var all) -> {
                out.writeStartArray();
                all.forEach(value -> write(value, out));
                out.writeEndArray();
            }
            case Text(var value) -> out.writeString(value);
            case Numeral(var literal) -> out.writeNumber(literal);
            case Bool(var value) -> out.writeBoolean(value);
            case Null _ -> out.writeNull();
        }
    }

    /// A text that is not JSON, or not such as this client reads.
    final class NotJsonException extends IOException {
        private static final long serialVersionUID = 1;

        NotJsonException(String message) {
            super(message);
        }
    }
}
