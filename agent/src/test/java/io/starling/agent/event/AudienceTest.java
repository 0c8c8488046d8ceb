package io.starling.agent.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.agent.service.Service;
import io.starling.agent.service.ServiceReader;
import io.starling.gossip.model.EventFilters;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class AudienceTest {
    private final List<Service> services =
            new ArrayList<>(
                    List.of(
                            service("i-7", "web", "v1", "blue"),
                            service("web-2", "shop", "v2"),
                            service("db", "db")));
    private final Audience audience = new Audience("node-a", () -> services);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "node-a    |         |          | true",
                "e-        |         |          | true",
                "^ode      |         |          | false",
                "NODE      |         |          | false",
                "(?i)NODE  |         |          | true",
                "          | ^i-7$   |          | true",
                "          | ^web$   |          | true",
                "          | ^shop$  |          | true",
                "          | nginx   |          | false",
                "          | WEB     |          | false",
                "          | web     | ^v1$     | true",
                "          | web     | ^v2$     | true",
                "          | ^web$   | ^v2$     | false",
                "          | ^i-7    | blue     | true",
                "          | shop    | blue     | false",
                "          | ^db$    | .*       | false",
                "          | .*      | lu       | true",
                "node-b    | web     | v1       | false",
                "node-a    | web     | v3       | false",
                "node-a    | web     | v1       | true"
            })
    void allFiltersHaveToHold(String node, String service, String tag, boolean meant) {
        assertThat(audience.judge(filters(node, service, tag)))
                .isInstanceOf(
                        meant ? Audience.Verdict.Meant.class : Audience.Verdict.NotMeant.class);
    }

    @ParameterizedTest
    @CsvSource({"node-a,,,'',''", ",web,,i-7,''", ",web,lu,i-7,blue", ",shop,v2,web-2,v2"})
    void saysWhichServiceAndTagWereMeant(
            String node, String service, String tag, String itsId, String itsTag) {
        assertThat(audience.judge(filters(node, service, tag)))
                .isEqualTo(new Audience.Verdict.Meant(itsId, itsTag));
    }

    @Test
    void nothingMatchesAServiceWhereThereIsNone() {
        services.clear();
        assertThat(audience.judge(filters("", ".*", "")))
                .isEqualTo(new Audience.Verdict.NotMeant());
    }

    @Test
    void theServicesOfTheMomentCount() {
        var filters = filters("", "late", "");
        assertThat(audience.judge(filters)).isEqualTo(new Audience.Verdict.NotMeant());
        services.add(service("late", "late"));
        assertThat(audience.judge(filters)).isEqualTo(new Audience.Verdict.Meant("late", ""));
    }

    /// Its own bounds hold at the receiver, whatever the origin let pass.
    @ParameterizedTest
    @CsvSource({"[,,", ",[,", ",a,[", "b,((a{100}){100}){100},", "b,a,(?=x)"})
    void aFilterThatIsNoneHereSaysSo(String node, String service, String tag) {
        assertThat(audience.judge(filters(node, service, tag)))
                .isInstanceOf(Audience.Verdict.Unreadable.class);
    }

    private static EventFilters filters(String node, String service, String tag) {
        return new EventFilters(
                node == null ? "" : node, service == null ? "" : service, tag == null ? "" : tag);
    }

    private static Service service(String id, String name, String... tags) {
        return ServiceReader.read(Map.of("id", id, "name", name, "tags", List.of(tags))).service();
    }
}
