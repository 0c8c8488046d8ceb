package io.starling.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Optional;

class HostCheckTest {
    private final HostCheck check = new HostCheck(true, "Node-A", List.of("agent.example"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:8500",
                "127.0.0.1:8500",
                "[::1]:8500",
                "10.1.2.3",
                "node-a:8500",
                "agent.example"
            })
    void ownNamesAndAddressesPass(String host) {
        assertThat(check.problem(host, Optional.empty())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "localhost.evil.example:8500",
                "127.0.0.1.evil.example",
                "[::1",
                "x"
            })
    void foreignHostsAreRefusedAndTheSettingIsNamed(String host) {
        assertThat(check.problem(host, Optional.empty()))
                .get()
                .asString()
                .contains(host, "http_allowed_hosts");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:8500",
                "http://127.0.0.1:8500",
                "http://[::1]:8500",
                "https://agent.example"
            })
    void ownOriginsPass(String origin) {
        assertThat(check.problem("127.0.0.1:8500", Optional.of(origin))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "", "http://93.184.216.34"})
    void foreignOriginsAreRefused(String origin) {
        assertThat(check.problem("127.0.0.1:8500", Optional.of(origin))).isPresent();
    }

    @Test
    void theHostsOwnOriginPasses() {
        assertThat(check.problem("10.1.2.3:8500", Optional.of("http://10.1.2.3:8500"))).isEmpty();
    }

    @Test
    void isOffBeyondLoopback() {
        assertThat(
                        new HostCheck(false, "a", List.of())
                                .problem("evil.example", Optional.of("http://evil.example")))
                .isEmpty();
    }

    @Test
    void theServerRefusesWith403() {
        try (var http = new HttpFixture();
                var client = http.client()) {
            client.sendRaw("PUT /v1/event/fire/x HTTP/1.1\r\nHost: evil.example\r\n\r\n");
            var answer = client.read();
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.body()).contains("evil.example", "http_allowed_hosts");
            client.sendRaw(
                    "PUT /v1/event/fire/x HTTP/1.1\r\nHost: localhost\r\nOrigin:"
                            + " http://evil.example\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(403);
            assertThat(http.cluster.fired).isEmpty();
        }
    }
}
