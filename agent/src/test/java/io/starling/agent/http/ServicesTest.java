package io.starling.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.agent.service.Service;
import io.starling.agent.service.ServiceFile;
import io.starling.agent.service.ServiceRegistry;
import io.starling.gossip.runtime.Storage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Optional;

class ServicesTest {
    private static final String REGISTER = "/v1/agent/service/register";

    private final HttpFixture http = new HttpFixture();

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void thereAreNoneAtFirst() {
        assertThat(list()).isEqualTo("{}");
    }

    @Test
    void listsWhatWasRegistered() {
        var answer =
                http.put(
                        REGISTER,
                        "{\"Name\":\"web\",\"Tags\":[\"v1\",\"blue\"],\"Meta\":{\"a\":\"b\"},"
                                + "\"Port\":80}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(list())
                .isEqualTo(
                        "{\"web\":{\"ID\":\"web\",\"Service\":\"web\",\"Tags\":[\"v1\",\"blue\"],"
                                + "\"Meta\":{\"a\":\"b\"},\"Port\":80,\"Address\":\"\","
                                + "\"Weights\":{\"Passing\":1,\"Warning\":1},"
                                + "\"EnableTagOverride\":false,\"Datacenter\":\"dc1\"}}");
    }

    @Test
    void listsAndObjectsWithoutEntriesAreEmptyAndNeverNull() {
        http.put(REGISTER, "{\"Name\":\"web\",\"Tags\":null,\"Meta\":null}");
        assertThat(list()).contains("\"Tags\":[],\"Meta\":{}");
    }

    @Test
    void theNamesOfFieldsMayBeInAnyCase() {
        var body =
                "{\"name\":\"shop\",\"iD\":\"s1\",\"ADDRESS\":\"10.0.0.1\","
                        + "\"enable_tag_override\":true,\"weights\":{\"passing\":3,\"WARNING\":0}}";
        assertThat(http.put(REGISTER, body).status()).isEqualTo(200);
        assertThat(list())
                .startsWith("{\"s1\":{\"ID\":\"s1\",\"Service\":\"shop\"")
                .contains(
                        "\"Address\":\"10.0.0.1\"",
                        "\"Weights\":{\"Passing\":3,\"Warning\":0},\"EnableTagOverride\":true");
    }

    @Test
    void theSameIdIsReplacedAsAWhole() {
        http.put(REGISTER, "{\"Name\":\"web\",\"Port\":80,\"Tags\":[\"v1\"]}");
        http.put(REGISTER, "{\"Name\":\"shop\",\"ID\":\"web\"}");
        assertThat(list()).contains("\"Service\":\"shop\",\"Tags\":[]", "\"Port\":0");
    }

    /// What it would take to check, mesh or find services elsewhere may be said and means nothing.
    @Test
    void whatOthersWouldDoWithAServiceIsPassedOver() {
        var body =
                "{\"Name\":\"web\",\"Check\":{\"TTL\":\"10s\"},\"Checks\":[],\"Kind\":\"\","
                        + "\"Proxy\":null,\"Connect\":{},\"TaggedAddresses\":{},\"Token\":\"t\"}";
        assertThat(http.put(REGISTER, body).status()).isEqualTo(200);
        assertThat(list()).contains("\"web\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{} | Missing service name",
                "null | Missing service name",
                "{\"ID\":\"x\"} | Missing service name",
                " | Request decode failed: EOF",
                "{\"Name\":\"x\",\"Bogus\":1} | Request decode failed: json: unknown field"
                        + " \"Bogus\"",
                "{\"Name\":\"x\",\"Bogus\":null} | Request decode failed: json: unknown field"
                        + " \"Bogus\"",
                "{\"Name\":7} | Request decode failed: json: Name must be a text, was 7",
                "{\"Name\":\"x\",\"Port\":\"80\"} | Request decode failed: json: Port must be a"
                        + " whole number, was 80",
                "{\"Name\":\"x\",\"Port\":1.5} | Request decode failed: json: Port must be a whole"
                        + " number, was 1.5",
                "{\"Name\":\"x\",\"Tags\":\"a\"} | Request decode failed: json: Tags must be a list"
                        + " of texts, was a",
                "{\"Name\":\"x\",\"Tags\":[1]} | Request decode failed: json: Tags must be a text,"
                        + " was 1",
                "{\"Name\":\"x\",\"Meta\":{\"a\":1}} | Request decode failed: json: Meta must be a"
                        + " text, was 1",
                "{\"Name\":\"x\",\"EnableTagOverride\":1} | Request decode failed: json:"
                        + " EnableTagOverride must be true or false, was 1",
                "{\"Name\":\"x\",\"Port\":70000} | Invalid Port: must be in 0..65535, was 70000",
                "{\"Name\":\"x\",\"Weights\":{\"Passing\":0}} | Invalid Weights: Passing must be in"
                        + " 1..65535 and Warning in 0..65535, were 0 and 1",
                "{\"Name\":\"a\\nb\"} | Invalid ID: must be text without control characters, was"
                        + " \"a\\u000ab\"",
                "{\"Name\":\"\\ud800\"} | Invalid ID: must be text without control characters, was"
                        + " \"\\ud800\""
            })
    void refusesWhatIsWrong(String body, String sentence) {
        var answer = http.put(REGISTER, body == null ? "" : body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo(sentence);
        assertThat(list()).isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{", "[]", "7", "{\"Name\":\"x\"} x"})
    void refusesWhatIsNoObject(String body) {
        var answer = http.put(REGISTER, body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).startsWith("Request decode failed: ");
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThat(http.put(REGISTER, named("x".repeat(256))).status()).isEqualTo(200);
        assertThat(http.put(REGISTER, named("x".repeat(257))).body()).contains("257", "256");
        var tags = "{\"Name\":\"x\",\"Tags\":[%s\"\"]}";
        assertThat(http.put(REGISTER, tags.formatted("\"a\",".repeat(63))).status()).isEqualTo(200);
        assertThat(http.put(REGISTER, tags.formatted("\"a\",".repeat(64))).body())
                .contains("65", "64");
        var meta = "{\"Name\":\"x\",\"Meta\":{\"a\":\"%s\"}}";
        assertThat(http.put(REGISTER, meta.formatted("x".repeat(512))).status()).isEqualTo(200);
        assertThat(http.put(REGISTER, meta.formatted("x".repeat(513))).body())
                .contains("513", "512");
    }

    @Test
    void thereIsRoomForAThousandServicesAndReplacingOneNeedsNone() {
        for (int i = 0; i < ServiceRegistry.SERVICES_MAX; i++) {
            assertThat(http.put(REGISTER, named("s" + i)).status()).isEqualTo(200);
        }
        var answer = http.put(REGISTER, named("more"));
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).contains("1024", "limit", "deregister");
        assertThat(http.put(REGISTER, named("s5")).status()).isEqualTo(200);
        assertThat(http.get("/metrics").body()).contains("starling_services_refused_total 1.0\n");
        http.put("/v1/agent/service/deregister/s7", "");
        assertThat(http.put(REGISTER, named("more")).status()).isEqualTo(200);
    }

    @Test
    void allTextsTogetherAreBoundedToo() {
        var tag = "\"" + "t".repeat(256) + "\"";
        var tags = tag + ("," + tag).repeat(63);
        int fitting = ServiceRegistry.BYTES_MAX / (64 * 256 + 4);
        for (int i = 0; i < fitting; i++) {
            var body = "{\"Name\":\"%02d\",\"Tags\":[%s]}".formatted(i, tags);
            assertThat(http.put(REGISTER, body).status()).isEqualTo(200);
        }
        var answer = http.put(REGISTER, "{\"Name\":\"xx\",\"Tags\":[%s]}".formatted(tags));
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).contains("1048576");
    }

    @Test
    void oneOfThemHasAHash() {
        http.put(REGISTER, "{\"Name\":\"web\",\"ID\":\"a/b\"}");
        var answer = http.get("/v1/agent/service/a%2Fb");
        assertThat(answer.status()).isEqualTo(200);
        var hash = answer.header("x-consul-contenthash");
        assertThat(hash).matches("[0-9a-f]{16}");
        assertThat(answer.body())
                .startsWith("{\"ID\":\"a/b\",\"Service\":\"web\",")
                .endsWith(",\"ContentHash\":\"" + hash + "\"}");
        assertThat(http.get("/v1/agent/service/a%2Fb").header("x-consul-contenthash"))
                .isEqualTo(hash);
        http.put(REGISTER, "{\"Name\":\"web\",\"ID\":\"a/b\",\"Port\":1}");
        assertThat(http.get("/v1/agent/service/a%2Fb").header("x-consul-contenthash"))
                .isNotEqualTo(hash);
    }

    @Test
    void anUnknownOneIs404() {
        var answer = http.get("/v1/agent/service/nope");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("unknown service ID: nope");
    }

    @Test
    void deregistersByIdAndNotByName() {
        http.put(REGISTER, "{\"Name\":\"web\",\"ID\":\"w1\"}");
        assertThat(http.put("/v1/agent/service/deregister/web", "").status()).isEqualTo(200);
        assertThat(list()).contains("w1");
        var answer = http.put("/v1/agent/service/deregister/w1", "");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(list()).isEqualTo("{}");
    }

    @Test
    void toDeregisterNothingIsAnError() {
        var answer = http.put("/v1/agent/service/deregister/", "");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).isEqualTo("ServiceID missing");
    }

    @Test
    void readsAreGetAndChangesArePut() {
        assertThat(http.put("/v1/agent/services", "").status()).isEqualTo(405);
        assertThat(http.get(REGISTER).status()).isEqualTo(405);
        assertThat(http.get("/v1/agent/service/deregister/x").status()).isEqualTo(405);
        assertThat(http.put("/v1/agent/service/x", "").status()).isEqualTo(405);
    }

    @Test
    void selfCountsThem() {
        http.put(REGISTER, named("web"));
        assertThat(http.get("/v1/agent/self").body()).contains("\"services\":\"1\"");
    }

    @Test
    void isOnDiskWhenTheAnswerComes() {
        http.put(REGISTER, named("web"));
        assertThat(onDisk()).hasSize(1);
        http.put("/v1/agent/service/deregister/web", "");
        assertThat(onDisk()).isEmpty();
    }

    @Test
    void aFullDiskStopsNobody() {
        http.cluster.diskTrouble = Optional.of("no space left on device");
        assertThat(http.put(REGISTER, named("web")).status()).isEqualTo(200);
        assertThat(http.put(REGISTER, named("shop")).status()).isEqualTo(200);
        assertThat(list()).contains("web", "shop");
        assertThat(http.get("/metrics").body())
                .contains("starling_services_write_failures_total 1.0\n");
    }

    private List<Service> onDisk() {
        return switch (http.cluster.read(ServiceFile.NAME)) {
            case Storage.Read.Contents(var bytes) -> ServiceFile.read(bytes);
            case Storage.Read.Failed(var reason) -> throw new IllegalStateException(reason);
        };
    }

    private String list() {
        return http.get("/v1/agent/services").body();
    }

    private static String named(String name) {
        return "{\"Name\":\"%s\"}".formatted(name);
    }
}
