package io.starling.agent.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A configuration and where it came from.
///
/// @param warnings one sentence each
/// @param values what was given for each setting that was given, as text
public record Loaded(AgentConfig config, List<String> warnings, Map<Setting, List<String>> values) {

    /// One sentence for each setting that `newer` gives otherwise and that a running agent cannot
    /// change.
    public List<String> needingRestart(Loaded newer) {
        var sentences = new ArrayList<String>();
        for (var setting : Setting.values()) {
            var before = values.get(setting);
            var after = newer.values.get(setting);
            if (!setting.live() && !Objects.equals(before, after)) {
                sentences.add(
                        "%s changed from %s to %s: takes effect at the next start"
                                .formatted(setting.key(), shown(before), shown(after)));
            }
        }
        return sentences;
    }

    private static String shown(@org.jspecify.annotations.Nullable List<String> values) {
        return values == null ? "the default" : String.join(",", values);
    }
}
