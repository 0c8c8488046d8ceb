package io.starling.gossip.sim;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Names;
import io.starling.gossip.runtime.Resolver;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The world's name service. Hosts are found by their names unless an entry says otherwise.
public final class SimResolver {
    private static final Duration LOOK_UP = Duration.ofMillis(1);

    private final SimWorld world;
    private final Map<String, List<Endpoint>> entries = new HashMap<>();

    SimResolver(SimWorld world) {
        this.world = world;
    }

    /// What `name` stands for from now on.
    ///
    /// @param endpoints those with port 0 take the port that is asked for; none makes the name
    ///     fail
    public void put(String name, List<Endpoint> endpoints) {
        entries.put(name, List.copyOf(endpoints));
    }

    /// Forgets what [#put] said.
    public void remove(String name) {
        entries.remove(name);
    }

    Resolver forProcess(SimProcess process) {
        return (seed, portDefault, onResolved) -> {
            process.requireLoop("resolve");
            var resolution = resolve(seed, portDefault);
            process.schedule(LOOK_UP, () -> onResolved.accept(resolution));
        };
    }

    private Resolver.Resolution resolve(String seed, int portDefault) {
        var literal = Endpoint.parse(seed, portDefault);
        if (literal.isPresent()) {
            return new Resolver.Resolution.Resolved(List.of(literal.get()));
        }
        int colon = seed.indexOf(':');
        var name = colon < 0 ? seed : seed.substring(0, colon);
        var digits = colon < 0 ? "" : seed.substring(colon + 1);
        if (colon >= 0 && !digits.matches("\\d{1,5}")) {
            return failed(seed, "has no valid port");
        }
        var known = entries.getOrDefault(name, hostNamed(name));
        if (known.isEmpty()) {
            return failed(seed, "is not known");
        }
        int port = digits.isEmpty() ? portDefault : Integer.parseInt(digits);
        return new Resolver.Resolution.Resolved(
                known.stream()
                        .map(
                                found ->
                                        found.port() == 0 || !digits.isEmpty()
                                                ? found.withPort(port)
                                                : found)
                        .toList());
    }

    private List<Endpoint> hostNamed(String name) {
        return world.hosts().stream()
                .filter(host -> host.name().equals(name))
                .map(SimHost::endpoint)
                .toList();
    }

    private static Resolver.Resolution failed(String seed, String why) {
        return new Resolver.Resolution.Failed("\"" + Names.printable(seed) + "\" " + why);
    }
}
