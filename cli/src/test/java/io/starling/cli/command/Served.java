package io.starling.cli.command;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/// Events as an agent writes them down.
final class Served {
    private Served() {}

    /// @param number makes the ID, and is the Lamport time
    static String event(int number, String name, String payload) {
        return event(number, name, payload.getBytes(StandardCharsets.UTF_8));
    }

    static String event(int number, String name, byte[] payload) {
        var base64 =
                payload.length == 0
                        ? "null"
                        : "\"" + Base64.getEncoder().encodeToString(payload) + "\"";
        return """
        {"ID":"%s","Name":"%s","Payload":%s,"NodeFilter":"","ServiceFilter":"","TagFilter":"",\
        "Version":1,"LTime":%d}\
        """
                .formatted(id(number), name, base64, number);
    }

    /// An ID that begins with a set bit, as half of all do: the index exceeds a signed number.
    static String id(int number) {
        return "f6ee8f51-bc70-3c12-0000-9fae%08x".formatted(number);
    }

    /// The index of a list that ends with that event, computed another way than the program does.
    static String index(int number) {
        var hex = id(number).replace("-", "");
        return new BigInteger(hex.substring(0, 16), 16)
                .xor(new BigInteger(hex.substring(16), 16))
                .toString();
    }

    static String list(String... events) {
        return Arrays.stream(events).collect(Collectors.joining(",", "[", "]"));
    }

    /// Events of that name with these numbers.
    static String list(String name, int from, int to) {
        List<String> events = new ArrayList<>();
        for (int i = from; i <= to; i++) {
            events.add(event(i, name, "p" + i));
        }
        return list(events.toArray(String[]::new));
    }
}
