package io.starling.bench;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// One call of `starling bench` in this process: its exit code, and all that it said.
record BenchRun(int exit, String said) {

    static BenchRun of(String... args) {
        var out = System.out;
        var err = System.err;
        var bytes = new ByteArrayOutputStream();
        var both = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        try {
            int exit = Main.run(args);
            return new BenchRun(exit, bytes.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
