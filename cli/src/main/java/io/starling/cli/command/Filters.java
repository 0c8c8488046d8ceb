package io.starling.cli.command;

import io.starling.cli.AgentException;
import io.starling.cli.Flag;
import io.starling.cli.Flags;
import io.starling.cli.Request;
import io.starling.cli.UsageException;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The flags that pick who gets an event or a query.
final class Filters {
    static final List<Flag> FLAGS =
            List.of(
                    new Flag("node", "REGEX", "only nodes with a matching name"),
                    new Flag("service", "REGEX", "only nodes with a matching service"),
                    new Flag("tag", "REGEX", "only services with a matching tag; needs -service"));

    private static final Pattern INVALID =
            Pattern.compile("\\(Invalid (node|service|tag) filter: (.*)\\)$", Pattern.DOTALL);

    private Filters() {}

    /// @throws UsageException if there is a tag without a service
    static Request applied(Flags flags, Request request) {
        if (flags.value("tag").isPresent() && flags.value("service").isEmpty()) {
            throw UsageException.of("Cannot provide tag filter without service filter.");
        }
        var filtered = request;
        for (var flag : FLAGS) {
            if (flags.value(flag.name()).isPresent()) {
                filtered = filtered.with(flag.name(), flags.value(flag.name()).get());
            }
        }
        return filtered;
    }

    /// The agent checks patterns before anything else, and only there is it known what all agents
    /// will bear. What it says of one is told in the words of a check on this side.
    static Optional<RuntimeException> problem(AgentException refused) {
        var said = INVALID.matcher(String.valueOf(refused.getMessage()));
        return said.find()
                ? Optional.of(
                        UsageException.of(
                                "Failed to compile %s filter regexp: %s"
                                        .formatted(said.group(1), said.group(2))))
                : Optional.empty();
    }
}
