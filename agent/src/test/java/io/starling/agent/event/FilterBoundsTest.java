package io.starling.agent.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/// No filter can exhaust a node's memory: patterns made to multiply are thrown at the compiler and
/// the cache in a process with a small heap. With the bounds taken away it dies at the first one.
class FilterBoundsTest {
    private static final int PATTERNS = 40_000;

    private static final List<String> ATOMS =
            List.of(
                    "a",
                    ".",
                    "\\pL",
                    "\\p{Greek}",
                    "[^a]",
                    "[[:alpha:]\\pN]",
                    "\\x{1F600}",
                    "\\b",
                    "^",
                    "$",
                    "ab",
                    "(?i)k",
                    "\\Qa)(\\E",
                    "[]]",
                    "[\\]]",
                    "é",
                    "\\PL",
                    "");
    private static final List<String> OPENINGS =
            List.of("(", "(?:", "(?i:", "(?P<n>", "(?s-i:", "(?U:", "(?", "(?P<", "(?<n>");
    private static final List<String> REPEATS =
            List.of(
                    "{2}",
                    "{10}",
                    "{30}",
                    "{100}",
                    "{1000}",
                    "{10,}",
                    "{0,100}",
                    "{0,1000}",
                    "*",
                    "+",
                    "?",
                    "*?",
                    "{5}?",
                    "{,5}",
                    "{0}",
                    "{1001}",
                    "{99999999999}",
                    "");

    /// What the child process runs.
    public static void main(String[] seed) {
        var random = new SplittableRandom(Long.parseLong(seed[0]));
        var cache = new FilterCache();
        long slowest = 0;
        int usable = 0;
        for (int i = 0; i < PATTERNS; i++) {
            var pattern = pattern(random, 5);
            long start = System.nanoTime();
            if (cache.get(pattern) instanceof CompiledFilter.Usable filter) {
                var _ = filter.matches("web-1 ααα aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
                usable++;
            }
            slowest = Math.max(slowest, System.nanoTime() - start);
        }
        System.out.printf("%d usable, slowest %d us%n", usable, slowest / 1_000);
    }

    @Test
    void noPatternExhaustsAHeapOf64MiB() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process =
                new ProcessBuilder(
                                java,
                                "-Xmx64m",
                                "-XX:+UseSerialGC",
                                "-XX:+ExitOnOutOfMemoryError",
                                "-cp",
                                System.getProperty("java.class.path"),
                                FilterBoundsTest.class.getName(),
                                "1")
                        .redirectErrorStream(true)
                        .start();
        try (var output = process.getInputStream()) {
            var said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(said).matches("[0-9]{3,} usable, slowest [0-9]+ us\n");
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    /// Else the bounds could be passed: what is measured has to be close to what is compiled.
    @Test
    void theMeasureIsNeverFarBelowTheProgram() {
        var random = new SplittableRandom(2);
        int compiled = 0;
        for (int i = 0; i < PATTERNS; i++) {
            var pattern = pattern(random, 3);
            var cost = PatternCost.of(pattern);
            if (cost.steps() > 5_000) {
                continue;
            }
            try {
                int instructions = Pattern.compile(pattern).programSize();
                assertThat(instructions)
                        .as(pattern)
                        .isLessThanOrEqualTo((int) cost.steps() * 2 + 3);
                compiled++;
            } catch (PatternSyntaxException refused) {
                // Not every text is a pattern.
            }
        }
        assertThat(compiled).isGreaterThan(1_000);
    }

    private static String pattern(SplittableRandom random, int depth) {
        var text = new StringBuilder();
        int items = 1 + random.nextInt(3);
        for (int i = 0; i < items; i++) {
            if (depth > 0 && random.nextInt(3) > 0) {
                text.append(pick(random, OPENINGS)).append(pattern(random, depth - 1)).append(')');
            } else {
                text.append(pick(random, ATOMS));
            }
            text.append(pick(random, REPEATS)).append(random.nextInt(5) == 0 ? "|" : "");
        }
        return text.toString();
    }

    private static String pick(SplittableRandom random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
