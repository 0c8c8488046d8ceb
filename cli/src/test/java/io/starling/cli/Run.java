package io.starling.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// One run of the program, and what came of it.
public record Run(int status, String out, String err) {
    public static Run of(String... words) {
        return of(Map.of(), words);
    }

    public static Run of(Map<String, String> environment, String... words) {
        return of(environment, new byte[0], words);
    }

    public static Run of(Map<String, String> environment, byte[] input, String... words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int status = of(environment, input, out, err, words);
        return new Run(
                status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /// A run whose output can be read while it lasts.
    public static int of(
            Map<String, String> environment,
            byte[] input,
            ByteArrayOutputStream out,
            ByteArrayOutputStream err,
            String... words) {
        return new Main(
                        environment,
                        new ByteArrayInputStream(input),
                        new PrintStream(out, false, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        false)
                .run(List.of(words));
    }

    /// A run that asks that agent.
    public static Run at(FakeAgent agent, String... words) {
        return of(Map.of("STARLING_HTTP_ADDR", agent.address()), words);
    }
}
