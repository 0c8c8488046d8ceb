package io.starling.gossip.sim;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Names;
import io.starling.gossip.runtime.Resolver;
import io.starling.gossip.runtime.Seed;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

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
    /// @param name of a host, of a service (`_service._proto.name`), or `file:/path`
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

    private Resolver.Resolution resolve(String text, int portDefault) {
        return switch (Seed.parse(text, portDefault)) {
            case Seed.Address(var endpoint) -> new Resolver.Resolution.Resolved(List.of(endpoint));
            case Seed.Name(var host, int port) -> {
                boolean named = text.indexOf(':') >= 0;
                yield known(
                        text,
                        entries.getOrDefault(host, hostNamed(host)),
                        endpoint -> named || endpoint.port() == 0 ? port : endpoint.port());
            }
            case Seed.Service(var name) -> known(text, entriesOf(name), Endpoint::port);
            case Seed.ListFile _ ->
                    known(
                            text,
                            entriesOf(text),
                            endpoint -> endpoint.port() == 0 ? portDefault : endpoint.port());
            case Seed.Invalid invalid -> new Resolver.Resolution.Failed(invalid.reason());
        };
    }

    private static Resolver.Resolution known(
            String seed, List<Endpoint> found, ToIntFunction<Endpoint> port) {
        if (found.isEmpty()) {
            return new Resolver.Resolution.Failed(
                    "seed \"%s\": it is not known".formatted(Names.printable(seed)));
        }
        return new Resolver.Resolution.Resolved(
                found.stream()
                        .map(endpoint -> endpoint.withPort(port.applyAsInt(endpoint)))
                        .toList());
    }

    private List<Endpoint> entriesOf(String name) {
        return entries.getOrDefault(name, List.of());
    }

    private List<Endpoint> hostNamed(String name) {
        return world.hosts().stream()
                .filter(host -> host.name().equals(name))
                .map(SimHost::endpoint)
                .toList();
    }
}
