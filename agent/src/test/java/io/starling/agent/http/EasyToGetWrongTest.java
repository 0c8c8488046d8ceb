package io.starling.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.starling.agent.event.EventIndex;
import io.starling.gossip.model.EventFilters;
import io.starling.gossip.model.EventId;
import io.starling.gossip.model.UserEvent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;

/// What re-implementations of this API get wrong, one by one. The other tests go deeper; this one
/// is the list.
class EasyToGetWrongTest {
    private final HttpFixture http = new HttpFixture();

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void theTimeIsZeroWhenFiredAndRealWhenListed() {
        assertThat(http.put("/v1/event/fire/x", "").body()).contains("\"LTime\":0}");
        await().until(() -> http.get("/v1/event/list").body().contains("\"LTime\":1}"));
    }

    @Test
    void theIndexIsAnUnsignedNumberMadeOfAllBitsOfTheId() {
        var plain = http.cluster.event("x", "");
        var id = new EventId(0x8000_0000_0000_0000L, 0);
        http.cluster.deliver(
                new UserEvent(
                        id,
                        plain.key(),
                        plain.time(),
                        plain.origin(),
                        "x",
                        plain.payload(),
                        EventFilters.NONE,
                        0));
        await().until(
                        () ->
                                http.get("/v1/event/list")
                                        .header("x-consul-index")
                                        .equals("9223372036854775808"));
        try (var client = http.client()) {
            client.send("GET", "/v1/event/list?index=9223372036854775808", "");
            await().until(() -> http.waiting() == 1);
        }
    }

    @Test
    void anEmptyListHasIndexOneAndIndexOneBlocks() {
        assertThat(http.get("/v1/event/list").header("x-consul-index")).isEqualTo("1");
        try (var client = http.client()) {
            client.send("GET", "/v1/event/list?index=1", "");
            await().until(() -> http.waiting() == 1);
        }
    }

    @Test
    void anyIndexButTheCurrentOneReturnsAtOnceLargerOrSmaller() {
        var event = http.arrive("x", "");
        long index = EventIndex.of(event.id());
        for (long other : new long[] {1, index - 1, index + 1, -1}) {
            assertThat(http.get("/v1/event/list?index=" + EventIndex.format(other)).body())
                    .contains(event.id().toString());
        }
    }

    @Test
    void aWokenListReturnsEverythingNotJustWhatIsNew() {
        var old = http.arrive("x", "");
        try (var client = http.client()) {
            client.send(
                    "GET",
                    "/v1/event/list?index=" + EventIndex.format(EventIndex.of(old.id())),
                    "");
            await().until(() -> http.waiting() == 1);
            http.arrive("x", "");
            assertThat(client.read().body()).contains(old.id().toString());
        }
    }

    @Test
    void aWaitOfZeroIsTheLongestAndANumberWithoutUnitIsRefused() {
        assertThat(http.get("/v1/event/list?wait=10").status()).isEqualTo(400);
        try (var client = http.client()) {
            client.send("GET", "/v1/event/list?index=1&wait=0s", "");
            assertThat(client.isSilentFor(Duration.ofMillis(150))).isTrue();
        }
        assertThat(ListResource.WAIT_MAX).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void theListIgnoresFilters() {
        http.arrive("x", "");
        assertThat(http.get("/v1/event/list?node=nobody&service=(&tag=x").body()).contains("\"x\"");
    }

    @Test
    void theFiringAgentIsAReceiverLikeAnyOther() {
        http.put("/v1/event/fire/x", "");
        await().until(() -> http.get("/v1/event/list").body().contains("\"x\""));
    }

    @Test
    void theNameCountsTowardsTheLimitButOnlyOnce() {
        assertThat(http.put("/v1/event/fire/" + "n".repeat(112), "x".repeat(400)).status())
                .isEqualTo(200);
        assertThat(http.put("/v1/event/fire/" + "n".repeat(113), "x".repeat(400)).status())
                .isEqualTo(500);
    }

    @Test
    void badFiltersAndTooLargeEventsAre500AndAMissingNameIs400() {
        assertThat(http.put("/v1/event/fire/x?node=[", "").status()).isEqualTo(500);
        assertThat(http.put("/v1/event/fire/x", "x".repeat(600)).status()).isEqualTo(500);
        assertThat(http.put("/v1/event/fire/", "").status()).isEqualTo(400);
    }

    @Test
    void anEmptyPayloadIsNullInTheReplyAndInTheList() {
        assertThat(http.put("/v1/event/fire/x", "").body()).contains("\"Payload\":null");
        await().until(() -> http.get("/v1/event/list").body().contains("\"Payload\":null"));
    }

    @Test
    void filtersAreRe2() {
        assertThat(http.put("/v1/event/fire/x?node=a(%3F=b)", "").body())
                .startsWith("Invalid node filter: error parsing regexp: ");
        assertThat(http.put("/v1/event/fire/x?node=a%2B%2B", "").status()).isEqualTo(500);
        assertThat(http.put("/v1/event/fire/x?node=(%3FU)a%2B", "").status()).isEqualTo(200);
    }

    @Test
    void leavesOfStatsAreTextsAndAMembersStatusIsANumber() {
        assertThat(http.get("/v1/agent/self").body())
                .contains("\"members\":\"6\"")
                .contains("\"Status\":1");
    }

    @Test
    void headIs405AndAllowHasNoSpaces() {
        try (var client = http.client()) {
            client.send("HEAD", "/v1/event/list", "");
            var answer = client.read("HEAD");
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.header("allow")).isEqualTo("OPTIONS,GET");
        }
    }

    @Test
    void theRingIsSharedByAllNames() {
        http.arrive("quiet", "");
        for (int i = 0; i < 256; i++) {
            http.arrive("busy", "");
        }
        assertThat(http.get("/v1/event/list?name=quiet").body()).isEqualTo("[]");
    }
}
