package io.starling.agent.event;

import com.google.re2j.Pattern;

/// What became of a filter's text here.
sealed interface CompiledFilter {

    record Usable(Pattern pattern) implements CompiledFilter {
        /// Anywhere in `text`, and with regard to case unless the pattern says otherwise.
        boolean matches(String text) {
            return pattern.matcher(text).find();
        }
    }

    /// @param problem for people
    record Refused(String problem) implements CompiledFilter {}
}
