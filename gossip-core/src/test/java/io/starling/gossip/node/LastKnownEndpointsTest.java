package io.starling.gossip.node;

import static io.starling.gossip.Fixtures.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LastKnownEndpointsTest {
    private final LastKnownEndpoints endpoints = new LastKnownEndpoints();

    @Test
    void beyondTheBoundTheOneLearnedFirstGoes() {
        for (int number = 0; number < LastKnownEndpoints.ENDPOINTS_MAX; number++) {
            endpoints.remember(endpoint(number));
        }
        // Learned anew, and so not the first any more.
        endpoints.remember(endpoint(0));
        endpoints.remember(endpoint(1_000));
        assertThat(endpoints.size()).isEqualTo(LastKnownEndpoints.ENDPOINTS_MAX);
        assertThat(endpoints.all())
                .contains(endpoint(0), endpoint(1_000))
                .doesNotContain(endpoint(1));
    }

    @Test
    void aPlaceThatIsTakenAgainIsForgotten() {
        endpoints.remember(endpoint(1));
        endpoints.remember(endpoint(2));
        endpoints.forget(endpoint(1));
        endpoints.forget(endpoint(7));
        assertThat(endpoints.all()).containsExactly(endpoint(2));
    }
}
