package io.starling.bench;

import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// Where the time goes, by a recording of Java Flight Recorder: the methods that were found on top
/// of the stack most often, of Java code that ran.
final class HotMethods {
    private static final int SHOWN = 5;

    private HotMethods() {}

    /// @throws IllegalArgumentException if no recording can be written there
    static void checkWritable(Path file) {
        try {
            Files.deleteIfExists(file);
            Files.createFile(file);
        } catch (IOException unwritable) {
            throw new IllegalArgumentException("cannot write the recording " + file, unwritable);
        }
    }

    /// @throws IllegalArgumentException if there is no recording
    static void print(Path file) {
        var tops = new HashMap<String, Integer>();
        int samples = 0;
        try (var recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                var event = recording.readEvent();
                var stack = event.getStackTrace();
                if (event.getEventType().getName().equals("jdk.ExecutionSample")
                        && stack != null
                        && !stack.getFrames().isEmpty()) {
                    samples++;
                    tops.merge(name(stack.getFrames().getFirst().getMethod()), 1, Integer::sum);
                }
            }
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    "cannot read the recording %s: %s".formatted(file, unreadable.getMessage()),
                    unreadable);
        }
        System.out.printf("%s has %d samples; the hottest methods:%n", file, samples);
        int all = samples;
        tops.entrySet().stream()
                .sorted(
                        Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                                .thenComparing(Map.Entry.comparingByKey()))
                .limit(SHOWN)
                .forEach(
                        top ->
                                System.out.printf(
                                        Locale.ROOT,
                                        "  %5.1f %%  %s%n",
                                        100.0 * top.getValue() / all,
                                        top.getKey()));
    }

    private static String name(RecordedMethod method) {
        return method.getType().getName() + "." + method.getName();
    }
}
