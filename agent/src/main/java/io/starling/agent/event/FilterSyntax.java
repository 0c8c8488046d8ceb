package io.starling.agent.event;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Whether a filter is a regular expression that a node may be asked to compile.
///
/// The same bounds hold for who fires an event and for who receives it: a pattern is measured
/// before it is compiled, so that none can take more than a few megabytes of anybody's memory.
public final class FilterSyntax {
    /// In bytes of UTF-8.
    public static final int BYTES_MAX = 256;

    /// Product of the counts of repeats that stand inside one another.
    public static final int REPEATS_MAX = 1_000;

    /// Of the compiled program.
    public static final int INSTRUCTIONS_MAX = 2_000;

    /// Of a pattern that is compiled to learn how many instructions it has. Larger than their
    /// limit, because the compiler may fold what was counted apart.
    private static final int STEPS_MAX = 5 * INSTRUCTIONS_MAX;

    private FilterSyntax() {}

    /// @return what is wrong with `pattern`, in the words of the reference implementation where it
    ///     has some
    public static Optional<String> problem(String pattern) {
        return switch (compile(pattern)) {
            case CompiledFilter.Usable _ -> Optional.empty();
            case CompiledFilter.Refused(var problem) -> Optional.of(problem);
        };
    }

    static CompiledFilter compile(String pattern) {
        int bytes = pattern.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > BYTES_MAX) {
            return new CompiledFilter.Refused(
                    "pattern has %d bytes, at most %d are allowed; shorten it"
                            .formatted(bytes, BYTES_MAX));
        }
        var cost = PatternCost.of(pattern);
        if (cost.repeats() > REPEATS_MAX) {
            return new CompiledFilter.Refused(
                    "repeats inside one another multiply to %d, at most %d are allowed; use smaller counts, or * and +"
                            .formatted(cost.repeats(), REPEATS_MAX));
        }
        if (cost.steps() > STEPS_MAX) {
            return tooManyInstructions("about " + cost.steps());
        }
        try {
            var compiled = Pattern.compile(pattern);
            return compiled.programSize() > INSTRUCTIONS_MAX
                    ? tooManyInstructions(String.valueOf(compiled.programSize()))
                    : new CompiledFilter.Usable(compiled);
        } catch (PatternSyntaxException refused) {
            return new CompiledFilter.Refused(String.valueOf(refused.getMessage()));
        }
    }

    private static CompiledFilter tooManyInstructions(String found) {
        return new CompiledFilter.Refused(
                "pattern compiles to %s instructions, at most %d are allowed; use smaller counts, or * and +"
                        .formatted(found, INSTRUCTIONS_MAX));
    }
}
