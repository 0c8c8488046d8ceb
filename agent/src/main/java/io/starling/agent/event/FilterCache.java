package io.starling.agent.event;

import java.util.LinkedHashMap;

/// Filters that were compiled lately, because the same ones come again and again.
///
/// Holds programs of [#INSTRUCTIONS_MAX] instructions together; those that were not used for the
/// longest time go. A refusal counts as [#REFUSAL] instructions. Confined to one thread.
final class FilterCache {
    /// Eight of the largest filters, or a thousand ordinary ones.
    static final int INSTRUCTIONS_MAX = 8 * FilterSyntax.INSTRUCTIONS_MAX;

    static final int REFUSAL = 16;

    private final LinkedHashMap<String, CompiledFilter> filters =
            new LinkedHashMap<>(16, 0.75f, true);
    private int instructions;

    CompiledFilter get(String pattern) {
        var known = filters.get(pattern);
        if (known != null) {
            return known;
        }
        var compiled = FilterSyntax.compile(pattern);
        filters.put(pattern, compiled);
        instructions += size(compiled);
        while (instructions > INSTRUCTIONS_MAX) {
            instructions -= size(filters.pollFirstEntry().getValue());
        }
        return compiled;
    }

    /// Of all programs together.
    int instructions() {
        return instructions;
    }

    int size() {
        return filters.size();
    }

    private static int size(CompiledFilter filter) {
        return switch (filter) {
            case CompiledFilter.Usable(var pattern) -> pattern.programSize();
            case CompiledFilter.Refused _ -> REFUSAL;
        };
    }
}
