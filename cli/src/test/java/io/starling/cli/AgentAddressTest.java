package io.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentAddressTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.1:9500, 10.0.0.1, 9500",
        "http://10.0.0.1:9500, 10.0.0.1, 9500",
        "HTTP://web-1.example:80/, web-1.example, 80",
        "web_1, web_1, 8500",
        ":9500, 127.0.0.1, 9500",
        "[::1]:9500, ::1, 9500",
        "http://[::1], ::1, 8500",
        "host:65535, host, 65535"
    })
    void readsHostAndPort(String text, String host, int port) {
        assertThat(AgentAddress.parse(text, "-http-addr")).isEqualTo(new AgentAddress(host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host:0",
                "host:65536",
                "host:",
                "host:-1",
                "host:http",
                "host:99999999999",
                "::1:8500",
                "[::1",
                "[::1]x:1",
                "user:word@host:1",
                "http://host/path",
                "ftp://host",
                "ho st:1",
                "host\r\nX-Evil: 1"
            })
    void refusesWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> AgentAddress.parse(text, "CONSUL_HTTP_ADDR"))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("CONSUL_HTTP_ADDR is \"");
    }

    @Test
    void refusesAHostLongerThanAnyName() {
        assertThat(AgentAddress.parse("h".repeat(253), "").host()).hasSize(253);
        assertThatThrownBy(() -> AgentAddress.parse("h".repeat(254), "-http-addr"))
                .isInstanceOf(UsageException.class);
    }

    @Test
    void saysThatTlsAndUnixSocketsAreNotThereYet() {
        assertThatThrownBy(() -> AgentAddress.parse("https://host:8501", "-http-addr"))
                .hasMessage(
                        "-http-addr is \"https://host:8501\":"
                                + " TLS is not supported yet; use http:// or host:port");
        assertThatThrownBy(() -> AgentAddress.parse("unix:///run/starling", "-http-addr"))
                .hasMessageContaining("unix sockets are not supported yet");
    }

    @Test
    void bracketsIpv6WhenShown() {
        assertThat(new AgentAddress("::1", 8500)).hasToString("[::1]:8500");
        assertThat(AgentAddress.DEFAULT).hasToString("127.0.0.1:8500");
    }
}
