package io.starling.cli;

import io.starling.cli.Json.NotJsonException;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import java.util.ArrayList;
import java.util.LinkedHashMap;

/// Builds values out of a parser's tokens, and counts them.
final class TreeReader {
    private final JsonParser parser;
    private int values;

    TreeReader(JsonParser parser) {
        this.parser = parser;
    }

    /// Reads the value that begins with `token`, up to its end.
    ///
    /// @param token null at the end of the text
    Json value(@Nullable JsonToken token) throws NotJsonException {
        if (token == null) {
            throw new NotJsonException("it is empty");
        }
        if (++values > Json.VALUES_MAX) {
            throw new NotJsonException("it has more than " + Json.VALUES_MAX + " values");
        }
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> new Json.Text(parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Json.Numeral(parser.getString());
            case VALUE_TRUE -> new Json.Bool(true);
            case VALUE_FALSE -> new Json.Bool(false);
            case VALUE_NULL -> Json.Null.NULL;
            case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                    throw new NotJsonException("there is no value where one should be");
        };
    }

    private Json object() throws NotJsonException {
        var fields = new LinkedHashMap<String, Json>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = parser.currentName();
            fields.put(name, value(parser.nextToken()));
        }
        return new Json.Fields(fields);
    }

    private Json array() throws NotJsonException {
        var items = new ArrayList<Json>();
        for (var token = parser.nextToken();
                token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            items.add(value(token));
        }
        return new Json.Items(items);
    }
}
