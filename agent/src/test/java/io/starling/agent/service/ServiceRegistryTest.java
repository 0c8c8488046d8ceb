package io.starling.agent.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class ServiceRegistryTest {
    @Test
    void aConfiguredServiceBeatsARegisteredOneAtAStart() {
        var services = registry(List.of(service("web", 1)), List.of(service("web", 2)));
        assertThat(port(services, "web")).isEqualTo(1);
    }

    @Test
    void aReloadReplacesWhatIsConfiguredAndKeepsWhatIsRegistered() {
        var services = registry(List.of(service("old", 1), service("both", 1)), List.of());
        var _ = services.register(service("mine", 2));
        var _ = services.register(service("both", 2));
        assertThat(port(services, "both")).isEqualTo(2);
        services.configure(List.of(service("new", 3), service("both", 3)));
        assertThat(services.all()).extracting(Service::id).containsExactly("both", "mine", "new");
        assertThat(port(services, "both")).isEqualTo(3);
    }

    @Test
    void aReloadBringsBackAConfiguredServiceThatWasDeregistered() {
        var services = registry(List.of(service("web", 1)), List.of());
        var _ = services.deregister("web");
        assertThat(services.all()).isEmpty();
        services.configure(List.of(service("web", 1)));
        assertThat(services.all()).hasSize(1);
    }

    @Test
    void ofAFileThatHoldsTooManyThoseThatFitAreUsed() {
        var registered = new ArrayList<Service>();
        for (int i = 0; i < ServiceRegistry.SERVICES_MAX; i++) {
            registered.add(service("s" + i, 1));
        }
        var services = registry(List.of(service("web", 1)), registered);
        assertThat(services.size()).isEqualTo(ServiceRegistry.SERVICES_MAX);
        assertThat(services.find("web")).isPresent();
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        var service =
                ServiceReader.read(
                                Map.of(
                                        "id",
                                        "a/b",
                                        "name",
                                        "grüße \"x\"",
                                        "tags",
                                        List.of("v1", ""),
                                        "meta",
                                        Map.of("k", "v"),
                                        "port",
                                        80,
                                        "address",
                                        "10.0.0.1",
                                        "enable_tag_override",
                                        true,
                                        "weights",
                                        Map.of("passing", 2, "warning", 0)))
                        .service();
        assertThat(ServiceFile.read(ServiceFile.write(List.of(service)))).containsExactly(service);
    }

    @Test
    void ofADamagedFileNothingIsUsedAndOfOneWithABadEntryTheRest() {
        assertThat(read("")).isEmpty();
        assertThat(read("[{\"Name\":\"a\"},{\"Na")).isEmpty();
        assertThat(read("{\"Name\":\"a\"}")).isEmpty();
        assertThat(read("[null, {}, {\"Name\":\"a\",\"Port\":-1}, {\"Name\":\"b\"}]"))
                .extracting(Service::id)
                .containsExactly("b");
    }

    private static List<Service> read(String json) {
        return ServiceFile.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static int port(ServiceRegistry services, String id) {
        return services.find(id).orElseThrow().port();
    }

    private static ServiceRegistry registry(List<Service> configured, List<Service> registered) {
        return new ServiceRegistry(configured, registered, Optional.empty());
    }

    private static Service service(String id, int port) {
        return ServiceReader.read(Map.of("name", id, "port", port)).service();
    }
}
