package io.starling.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.agent.cluster.AdvertiseChoice.Candidate;
import io.starling.gossip.model.Endpoint;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

class AdvertiseChoiceTest {
    private static final InetAddress ANY_V4 = ip("0.0.0.0");
    private static final InetAddress ANY_V6 = ip("::");
    private static final Candidate LOOPBACK = on("lo", "127.0.0.1");
    private static final Candidate PRIVATE = on("eth0", "10.0.0.5");
    private static final Candidate OTHER_PRIVATE = on("docker0", "172.17.0.1");
    private static final Candidate PUBLIC = on("eth1", "93.184.216.34");

    @Test
    void whatIsToldWins() {
        var choice =
                AdvertiseChoice.choose(
                        Optional.of(ip("10.9.9.9")), ANY_V4, List.of(), List.of(PRIVATE));
        assertThat(choice.address()).isEqualTo(ip("10.9.9.9"));
    }

    @Test
    void aConcreteBindAddressIsAdvertisedEvenLoopback() {
        assertThat(choose(ip("127.0.0.1"), List.of(ip("10.0.0.5")), PRIVATE).address())
                .isEqualTo(ip("127.0.0.1"));
    }

    @Test
    void theRouteToTheSeedDecidesAmongInterfaces() {
        var choice = choose(ANY_V4, List.of(ip("172.17.0.1")), PRIVATE, OTHER_PRIVATE);
        assertThat(choice.address()).isEqualTo(ip("172.17.0.1"));
        assertThat(choice.warning()).isEmpty();
    }

    @Test
    void privateComesBeforePublic() {
        var choice = choose(ANY_V4, List.of(), LOOPBACK, PUBLIC, PRIVATE);
        assertThat(choice.address()).isEqualTo(ip("10.0.0.5"));
        assertThat(choice.reason()).isEqualTo("private address of eth0");
        assertThat(choice.warning()).isEmpty();
    }

    @Test
    void anAmbiguousChoiceSaysWhichFlagDecides() {
        var choice = choose(ANY_V4, List.of(), PRIVATE, OTHER_PRIVATE);
        assertThat(choice.address()).isEqualTo(ip("10.0.0.5"));
        assertThat(choice.warning())
                .contains(
                        "advertising 10.0.0.5 (eth0), but 172.17.0.1 (docker0) would do as well:"
                                + " -advertise or -bind decides");
    }

    @Test
    void loopbackIsTheLastResortAndSaysSo() {
        var choice = choose(ANY_V4, List.of(), LOOPBACK);
        assertThat(choice.address()).isEqualTo(ip("127.0.0.1"));
        assertThat(choice.warning()).get().asString().contains("-advertise decides");
    }

    @Test
    void anIpv4SocketAdvertisesNoIpv6Address() {
        var choice = choose(ANY_V4, List.of(), on("eth0", "fd00::5"), PUBLIC);
        assertThat(choice.address()).isEqualTo(ip("93.184.216.34"));
    }

    @Test
    void aDualSocketPrefersIpv4AndPrivate() {
        assertThat(
                        choose(
                                        ANY_V6,
                                        List.of(),
                                        on("eth0", "2001:db8::1"),
                                        on("eth0", "fd00::5"),
                                        on("eth0", "fe80::1"))
                                .address())
                .isEqualTo(ip("fd00::5"));
        assertThat(choose(ANY_V6, List.of(), on("eth0", "fd00::5"), PRIVATE).address())
                .isEqualTo(ip("10.0.0.5"));
    }

    @Test
    void linkLocalComesAfterPublic() {
        assertThat(choose(ANY_V4, List.of(), on("eth0", "169.254.1.1"), PUBLIC).address())
                .isEqualTo(ip("93.184.216.34"));
    }

    @Test
    void aRouteToAnotherHostComesBeforeOneToThis() {
        var routes = List.of(ip("127.0.0.1"), ip("172.17.0.1"));
        assertThat(choose(ANY_V4, routes, PRIVATE).address()).isEqualTo(ip("172.17.0.1"));
    }

    @Test
    void aClusterOfThisHostAloneIsAdvertisedOnLoopbackAndSaysSo() {
        var choice = choose(ANY_V4, List.of(ip("127.0.0.1")), PRIVATE);
        assertThat(choice.address()).isEqualTo(ip("127.0.0.1"));
        assertThat(choice.reason()).isEqualTo("all seeds are on this host");
        assertThat(choice.warning()).get().asString().contains("-advertise decides");
    }

    @Test
    void aLoopbackAddressThatWasToldIsDoubted() {
        var told = Optional.of(ip("127.0.0.1"));
        assertThat(AdvertiseChoice.choose(told, ANY_V4, List.of(), List.of()).warning())
                .get()
                .asString()
                .contains("127.0.0.1", "cannot reach");
        assertThat(AdvertiseChoice.choose(told, ip("127.0.0.2"), List.of(), List.of()).warning())
                .isEmpty();
    }

    @Test
    void aLinkLocalIpv6AddressIsNeverAdvertised() {
        assertThat(choose(ANY_V6, List.of(), LOOPBACK, on("eth0", "fe80::1")).address())
                .isEqualTo(ip("::1"));
    }

    @Test
    void whoBindsTheOneFamilyAndHasTheOtherIsToldHowToUseIt() {
        assertThat(choose(ANY_V4, List.of(), LOOPBACK, on("eth0", "fd00::5")).warning())
                .get()
                .asString()
                .endsWith(
                        "-advertise decides; -bind=:: would make fd00:0:0:0:0:0:0:5 (eth0) usable");
    }

    /// Bound × what the host has × what is told. A dash stands for nothing; `!` for a doubt.
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0,  10.0.0.5 fd00::5, -,           10.0.0.5,  ''",
        "0.0.0.0,  fd00::5,          -,           127.0.0.1, !",
        "0.0.0.0,  10.0.0.5,         203.0.113.9, 203.0.113.9, ''",
        "'::',     10.0.0.5 fd00::5, -,           10.0.0.5,  ''",
        "'::',     fd00::5,          -,           fd00::5,   ''",
        "'::',     10.0.0.5,         -,           10.0.0.5,  ''",
        "'::',     10.0.0.5,         2001:db8::9, 2001:db8::9, ''",
        "'::',     10.0.0.5,         203.0.113.9, 203.0.113.9, ''",
        "'::',     fe80::1,          -,           '::1',     !",
        "10.0.0.5, 10.0.0.5 fd00::5, -,           10.0.0.5,  ''",
        "fd00::5,  10.0.0.5 fd00::5, -,           fd00::5,   ''",
        "fd00::5,  10.0.0.5 fd00::5, 2001:db8::9, 2001:db8::9, ''",
        "127.0.0.1, 10.0.0.5,        -,           127.0.0.1, ''",
        "'::1',    10.0.0.5,         -,           '::1',     ''"
    })
    void matrixOfFamilies(String bound, String host, String told, String advertised, String doubt) {
        var candidates = Stream.of(host.split(" ")).map(address -> on("eth0", address)).toList();
        var choice =
                AdvertiseChoice.choose(
                        told.equals("-") ? Optional.empty() : Optional.of(ip(told)),
                        ip(bound),
                        List.of(),
                        candidates);
        assertThat(choice.address()).isEqualTo(ip(advertised));
        assertThat(choice.warning().isPresent()).isEqualTo(!doubt.isEmpty());
        // What is advertised, the socket speaks.
        assertThat(Endpoint.of(ip(bound), 0).speaksFamilyOf(Endpoint.of(choice.address(), 0)))
                .isTrue();
    }

    private static AdvertiseChoice choose(
            InetAddress bound, List<InetAddress> routes, Candidate... candidates) {
        return AdvertiseChoice.choose(Optional.empty(), bound, routes, List.of(candidates));
    }

    private static Candidate on(String nic, String address) {
        return new Candidate(nic, ip(address));
    }

    private static InetAddress ip(String literal) {
        return InetAddress.ofLiteral(literal);
    }
}
