package io.starling.gossip.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Endpoint;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;

class SeedTest {

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 10.1.2.3:8301",
        "10.1.2.3:99, 10.1.2.3:99",
        "::1, [0:0:0:0:0:0:0:1]:8301",
        "[::1], [0:0:0:0:0:0:0:1]:8301",
        "[::1]:65535, [0:0:0:0:0:0:0:1]:65535"
    })
    void literalNeedsNoLookup(String text, String endpoint) {
        assertThat(Seed.parse(text, 8301))
                .isEqualTo(new Seed.Address(Endpoint.parse(endpoint, 1).orElseThrow()));
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, localhost, 8301",
        "db-1.example.com:1, db-1.example.com, 1",
        "tasks_1.agent.:65535, tasks_1.agent., 65535",
        "a, a, 8301",
        "1a.de, 1a.de, 8301"
    })
    void nameKeepsItsPortOrGetsTheDefault(String text, String host, int port) {
        assertThat(Seed.parse(text, 8301)).isEqualTo(new Seed.Name(host, port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"host:0", "host:65536", "host:", "host:port", "host:-1", "10.1.2.3:0"})
    void portOutOfRangeIsNamed(String text) {
        assertThat(invalid(text)).contains("the port must lie in 1..65535");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.1.2.3:65536", "10.1.2.3:123456", "300.1.1.1", "10.1", "1", "1.2.3.4.5"})
    void numbersThatAreNoAddressAreNotLookedUp(String text) {
        assertThat(invalid(text)).contains("no IPv4 address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[::1", "[::1]x", "[host]:1", "::g", "a:b:c", "[::1]:0x"})
    void whatOnlyLooksLikeIpv6IsExplained(String text) {
        assertThat(invalid(text)).contains("[2001:db8::1]:8301");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fe80::1%eth0", "[fe80::1%eth0]:8301", "fe80::1", "[febf::1]:1"})
    void linkLocalAddressIsRefusedWithTheReason(String text) {
        assertThat(invalid(text)).contains("link-local", "[2001:db8::1]:8301");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"_starling._udp.example.com", "_s._tcp.x", "_starling-lan._udp.dc1.local."})
    void nameOfAServiceIsLookedUpAsSuch(String text) {
        assertThat(Seed.parse(text, 8301)).isEqualTo(new Seed.Service(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"_starling.example.com", "starling._udp.example.com", "_a._b", "_a"})
    void otherNamesWithUnderscoresAreHosts(String text) {
        assertThat(Seed.parse(text, 8301)).isEqualTo(new Seed.Name(text, 8301));
    }

    @Test
    void serviceWithAPortIsRefused() {
        assertThat(invalid("_s._udp.example.com:8301")).contains("bring the port");
    }

    @ParameterizedTest
    @CsvSource({
        "file:/etc/seeds, /etc/seeds",
        "file:///etc/seeds, /etc/seeds",
        "file:/a b:c, /a b:c"
    })
    void fileIsNamedByItsWholePath(String text, Path path) {
        assertThat(Seed.parse(text, 8301)).isEqualTo(new Seed.ListFile(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:", "file:seeds", "file:./seeds", "file:/", "file://host/seeds"})
    void otherFormsOfAFileAreRefused(String text) {
        assertThat(invalid(text)).contains("file:/etc/seeds");
    }

    @Test
    void pathThatNoSystemHasIsRefused() {
        assertThat(invalid("file:/a\u0000b")).contains("no path");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "-host",
                "host-",
                "http//x",
                "tcp://host",
                "h\u00f6st",
                "a\nb",
                "host/24",
                "*",
                ".",
                "a@b"
            })
    void nonsenseIsRefused(String text) {
        assertThat(invalid(text)).startsWith("seed \"");
    }

    @Test
    void emptySeedIsRefused() {
        assertThat(invalid("")).contains("empty");
        assertThat(invalid("  ")).contains("empty");
    }

    @Test
    void nameOfTheLargestLengthPassesAndOnePastItDoesNot() {
        assertThat(Seed.parse("a".repeat(253), 8301)).isInstanceOf(Seed.Name.class);
        assertThat(invalid("a".repeat(254))).contains("253");
    }

    @Test
    void messageIsSafeToPrint() {
        assertThat(invalid("evil\u001b[2J\n")).doesNotContain("\u001b").doesNotContain("\n");
        assertThat(invalid("x".repeat(10_000))).hasSizeLessThan(400);
    }

    private static String invalid(String text) {
        return switch (Seed.parse(text, 8301)) {
            case Seed.Invalid invalid -> invalid.reason();
            case Seed.Address address -> throw new AssertionError("taken for " + address);
            case Seed.Name name -> throw new AssertionError("taken for " + name);
            case Seed.Service service -> throw new AssertionError("taken for " + service);
            case Seed.ListFile file -> throw new AssertionError("taken for " + file);
        };
    }
}
