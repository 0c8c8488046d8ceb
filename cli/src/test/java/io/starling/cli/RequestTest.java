package io.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTest {
    @ParameterizedTest
    @CsvSource({
        "deploy, deploy",
        "a/b, a%2Fb",
        "two words, two%20words",
        "a+b&c=d?e#f, a%2Bb%26c%3Dd%3Fe%23f",
        "ü😀, %C3%BC%F0%9F%98%80",
        "50%, 50%25",
        "-._~, -._~",
        "., %2E",
        ".., %2E%2E",
        "..., ..."
    })
    void encodesASegment(String name, String encoded) {
        assertThat(Request.put("/event/fire").segment(name).target())
                .isEqualTo("/event/fire/" + encoded);
    }

    @Test
    void encodesParameters() {
        var request = Request.get("/event/list").with("name", "a b").with("wait", "60s");
        assertThat(request.target()).isEqualTo("/event/list?name=a%20b&wait=60s");
    }

    @Test
    void neverWritesALineEndIntoTheHead() {
        assertThat(Request.get("/x").segment("a\r\nHost: evil").target())
                .isEqualTo("/x/a%0D%0AHost%3A%20evil");
    }
}
