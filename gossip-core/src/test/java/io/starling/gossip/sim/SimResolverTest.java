package io.starling.gossip.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.runtime.Resolver.Resolution;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class SimResolverTest {
    private final SimWorld world = new SimWorld(1);
    private final NodeRuntime ports = world.runtime("a");

    @Test
    void findsHostsByTheirNames() {
        assertThat(resolved("a")).containsExactly("10.0.0.1:8301");
        assertThat(resolved("a:9")).containsExactly("10.0.0.1:9");
    }

    @Test
    void takesLiteralsAsTheyAre() {
        assertThat(resolved("10.1.2.3")).containsExactly("10.1.2.3:7");
        assertThat(resolved("10.1.2.3:4")).containsExactly("10.1.2.3:4");
    }

    @Test
    void followsEntriesThatChange() {
        var one = Endpoint.parse("10.5.5.5:0", 0).orElseThrow();
        var two = Endpoint.parse("10.6.6.6:77", 0).orElseThrow();
        world.resolver().put("seeds", List.of(one, two));
        assertThat(resolved("seeds")).containsExactly("10.5.5.5:7", "10.6.6.6:77");
        world.resolver().put("seeds", List.of(two));
        assertThat(resolved("seeds")).containsExactly("10.6.6.6:77");
        world.resolver().remove("seeds");
        assertThat(resolve("seeds"))
                .isEqualTo(new Resolution.Failed("seed \"seeds\": it is not known"));
    }

    @Test
    void knowsServicesAndFilesThatWerePut() {
        var at = Endpoint.parse("10.5.5.5:99", 0).orElseThrow();
        world.resolver().put("_starling._udp.example", List.of(at));
        world.resolver().put("file:/seeds", List.of(at.withPort(0), at));
        assertThat(resolved("_starling._udp.example")).containsExactly("10.5.5.5:99");
        assertThat(resolved("file:/seeds")).containsExactly("10.5.5.5:7", "10.5.5.5:99");
        assertThat(resolve("_other._udp.example")).isInstanceOf(Resolution.Failed.class);
        assertThat(resolve("file:/other")).isInstanceOf(Resolution.Failed.class);
    }

    @Test
    void failsForNamesAndPortsThatAreNone() {
        assertThat(resolve("nobody")).isInstanceOf(Resolution.Failed.class);
        assertThat(resolve("a:port")).isInstanceOf(Resolution.Failed.class);
    }

    private List<String> resolved(String seed) {
        return ((Resolution.Resolved) resolve(seed))
                .endpoints().stream().map(Endpoint::toString).toList();
    }

    private Resolution resolve(String seed) {
        var outcomes = new ArrayList<Resolution>();
        ports.scheduler()
                .execute(
                        () -> {
                            ports.resolver().resolve(seed, 7, outcomes::add);
                            assertThat(outcomes).isEmpty();
                        });
        world.runFor(Duration.ofSeconds(1));
        assertThat(outcomes).hasSize(1);
        return outcomes.getFirst();
    }
}
