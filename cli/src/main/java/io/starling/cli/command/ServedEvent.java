package io.starling.cli.command;

import io.starling.cli.AgentException;
import io.starling.cli.Json;
import io.starling.cli.Output;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// An event as an agent's list has it.
///
/// @param json all of it, for `-format=json`
record ServedEvent(String id, String name, String lamportTime, String payloadBase64, Json json) {
    private static final int SHOWN_MAX = 64;

    /// @throws AgentException if it is none
    static ServedEvent of(Json json) {
        return new ServedEvent(
                json.field("ID").text(),
                json.field("Name").text(),
                json.field("LTime").text(),
                json.field("Payload").text(),
                json);
    }

    private byte[] payload() {
        try {
            return Base64.getDecoder().decode(payloadBase64);
        } catch (IllegalArgumentException notBase64) {
            throw AgentException.notAnAgent(
                    "the answer is not one of a Starling agent: a payload is not base64");
        }
    }

    /// The index that a list has which ends with this event: the halves of the ID, XORed. Unsigned,
    /// and never 0.
    String index() {
        var hex = id.replace("-", "");
        try {
            long folded =
                    Long.parseUnsignedLong(hex, 0, 16, 16)
                            ^ Long.parseUnsignedLong(hex, 16, 32, 16);
            return Long.toUnsignedString(folded == 0 ? 1 : folded);
        } catch (NumberFormatException | IndexOutOfBoundsException notAnId) {
            throw AgentException.notAnAgent(
                    "the answer is not one of a Starling agent: \"%s\" is no event ID"
                            .formatted(Output.printable(id)));
        }
    }

    /// The payload where it is text that a terminal may show, else its size.
    String shownPayload() {
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload()));
            return Output.isPrintable(text.toString()) ? text.toString() : size();
        } catch (CharacterCodingException binary) {
            return size();
        }
    }

    /// The same, shortened to fit a table.
    String shortPayload() {
        var shown = shownPayload();
        return shown.length() <= SHOWN_MAX
                ? shown
                : shown.substring(0, shown.offsetByCodePoints(0, SHOWN_MAX - 16)) + "… " + size();
    }

    private String size() {
        int length = payload().length;
        return "<" + length + (length == 1 ? " byte>" : " bytes>");
    }
}
