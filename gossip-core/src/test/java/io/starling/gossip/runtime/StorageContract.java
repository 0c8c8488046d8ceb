package io.starling.gossip.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.function.Consumer;

/// What every [Storage] does while its disk is well.
public interface StorageContract {

    interface Harness extends LoopWorld {
        Storage storage();

        /// Ends the node in good order, starts it anew on the same files and gives its storage.
        ///
        /// @return the storage that [#storage] gives from now on
        Storage restart();
    }

    /// A world with a storage without files.
    Harness newStorage();

    @Test
    default void fileThatWasNeverWrittenIsEmpty() {
        try (var harness = newStorage()) {
            assertThat(read(harness, "absent")).isEmpty();
        }
    }

    @Test
    default void replacePutsTheNewContentsInPlaceOfTheOld() {
        try (var harness = newStorage()) {
            write(harness, done -> replace(harness, "file", "long contents", done));
            assertThat(read(harness, "file")).isEqualTo("long contents");
            write(harness, done -> replace(harness, "file", "short", done));
            assertThat(read(harness, "file")).isEqualTo("short");
            write(harness, done -> replace(harness, "file", "", done));
            assertThat(read(harness, "file")).isEmpty();
        }
    }

    @Test
    default void appendAddsAtTheEnd() {
        try (var harness = newStorage()) {
            write(harness, done -> append(harness, "log", "a", done));
            write(harness, done -> append(harness, "log", "", done));
            write(harness, done -> append(harness, "log", "bc", done));
            assertThat(read(harness, "log")).isEqualTo("abc");
        }
    }

    @Test
    default void writesOfOneTurnHappenInTheOrderOfTheCalls() {
        try (var harness = newStorage()) {
            var outcomes = new ArrayList<Integer>();
            harness.onLoop(
                    () -> {
                        append(harness, "file", "lost", _ -> outcomes.add(0));
                        replace(harness, "file", "a", _ -> outcomes.add(1));
                        append(harness, "file", "b", _ -> outcomes.add(2));
                        append(harness, "other", "x", _ -> outcomes.add(3));
                        append(harness, "file", "c", _ -> outcomes.add(4));
                    });
            harness.runUntil(() -> outcomes.size() == 5);
            assertThat(outcomes).containsExactly(0, 1, 2, 3, 4);
            assertThat(read(harness, "file")).isEqualTo("abc");
            assertThat(read(harness, "other")).isEqualTo("x");
        }
    }

    @Test
    default void manyAppendsKeepTheirOrder() {
        try (var harness = newStorage()) {
            var outcomes = new ArrayList<Storage.Written>();
            var expected = new StringBuilder();
            harness.onLoop(
                    () -> {
                        for (int i = 0; i < 500; i++) {
                            append(harness, "log", i + ";", outcomes::add);
                            expected.append(i).append(';');
                        }
                    });
            harness.runUntil(() -> outcomes.size() == 500);
            assertThat(outcomes).containsOnly(new Storage.Written.Done());
            assertThat(read(harness, "log")).isEqualTo(expected.toString());
        }
    }

    @Test
    default void outcomeComesOnTheLoopAndAfterTheCall() {
        try (var harness = newStorage()) {
            var order = new ArrayList<String>();
            harness.onLoop(
                    () -> {
                        append(harness, "log", "a", _ -> order.add("append done"));
                        replace(harness, "file", "a", _ -> order.add("replace done"));
                        order.add("called");
                    });
            harness.runUntil(() -> order.size() == 3);
            assertThat(order).containsExactly("called", "append done", "replace done");
        }
    }

    @Test
    default void filesSurviveARestart() {
        try (var harness = newStorage()) {
            write(harness, done -> replace(harness, "file", "kept", done));
            write(harness, done -> append(harness, "log", "one,", done));
            harness.restart();
            assertThat(read(harness, "file")).isEqualTo("kept");
            write(harness, done -> append(harness, "log", "two", done));
            assertThat(read(harness, "log")).isEqualTo("one,two");
        }
    }

    private static void replace(
            Harness harness, String file, String text, Consumer<Storage.Written> done) {
        harness.storage().replace(file, text.getBytes(StandardCharsets.UTF_8), done);
    }

    private static void append(
            Harness harness, String file, String text, Consumer<Storage.Written> done) {
        harness.storage().append(file, text.getBytes(StandardCharsets.UTF_8), done);
    }

    /// Does one write and awaits that it is done.
    private static void write(Harness harness, Consumer<Consumer<Storage.Written>> write) {
        var outcomes = new ArrayList<Storage.Written>();
        harness.onLoop(() -> write.accept(outcomes::add));
        harness.runUntil(() -> !outcomes.isEmpty());
        assertThat(outcomes).containsExactly(new Storage.Written.Done());
    }

    private static String read(Harness harness, String file) {
        return switch (harness.storage().read(file)) {
            case Storage.Read.Contents(var bytes) -> new String(bytes, StandardCharsets.UTF_8);
            case Storage.Read.Failed(var reason) -> throw new AssertionError(reason);
        };
    }
}
