package io.starling.agent.config;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Reads settings from environment variables; those that may be given several times are separated
/// by commas.
final class EnvironmentSource {
    private static final String PREFIX = "STARLING_";

    private final Gathered gathered;

    EnvironmentSource(Gathered gathered) {
        this.gathered = gathered;
    }

    void read(Map<String, String> environment) {
        for (var setting : Setting.values()) {
            var text = environment.get(setting.variable());
            if (text != null && !text.isEmpty()) {
                take(setting, text);
            }
        }
        new TreeMap<>(environment).keySet().forEach(this::doubt);
    }

    private void take(Setting setting, String text) {
        var values = setting.isList() ? List.of(text.split(",")) : List.of(text);
        for (var value : values) {
            gathered.given.add(new Given(setting, value.strip(), setting.variable()));
        }
    }

    /// Other programs of the house have variables too, so an unknown one is no error; a misspelt
    /// one should not pass in silence.
    private void doubt(String variable) {
        var known = Arrays.stream(Setting.values()).map(Setting::variable).toList();
        if (variable.startsWith(PREFIX) && !known.contains(variable)) {
            known.stream()
                    .filter(name -> Suggestion.distance(name, variable) <= 2)
                    .findAny()
                    .ifPresent(
                            name ->
                                    gathered.warnings.add(
                                            "environment variable %s is no setting; did you mean %s?"
                                                    .formatted(variable, name)));
        }
    }
}
