package io.starling.cli.command;

import io.starling.cli.Call;
import io.starling.cli.UsageException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// What goes with an event or a query: the one argument, or what is piped in.
final class Payload {
    /// Of a payload from standard input. Agents take about 1 KiB at most, and say so themselves;
    /// this only keeps an endless pipe out of memory.
    private static final int INPUT_BYTES_MAX = 65_536;

    private Payload() {}

    /// @param index of the argument; what follows it is too much
    static byte[] of(Call call, int index) {
        var words = call.flags().arguments();
        if (words.size() > index + 1) {
            throw UsageException.of("Too many command line arguments.");
        }
        if (words.size() <= index) {
            return new byte[0];
        }
        return words.get(index).equals("-")
                ? fromInput(call)
                : words.get(index).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] fromInput(Call call) {
        try {
            var bytes = call.input().readNBytes(INPUT_BYTES_MAX + 1);
            if (bytes.length > INPUT_BYTES_MAX) {
                throw UsageException.of(
                        "the payload on standard input is larger than %d bytes"
                                .formatted(INPUT_BYTES_MAX));
            }
            return bytes;
        } catch (IOException unreadable) {
            throw UsageException.of(
                    "cannot read the payload from standard input (%s)"
                            .formatted(unreadable.getMessage()));
        }
    }
}
