package io.starling.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.agent.cluster.AdvertiseChoice.Candidate;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

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
                        Optional.of(ip("10.9.9.9")), ANY_V4, Optional.empty(), List.of(PRIVATE));
        assertThat(choice.address()).isEqualTo(ip("10.9.9.9"));
    }

    @Test
    void aConcreteBindAddressIsAdvertisedEvenLoopback() {
        assertThat(choose(ip("127.0.0.1"), Optional.of(ip("10.0.0.5")), PRIVATE).address())
                .isEqualTo(ip("127.0.0.1"));
    }

    @Test
    void theRouteToTheSeedDecidesAmongInterfaces() {
        var choice = choose(ANY_V4, Optional.of(ip("172.17.0.1")), PRIVATE, OTHER_PRIVATE);
        assertThat(choice.address()).isEqualTo(ip("172.17.0.1"));
        assertThat(choice.warning()).isEmpty();
    }

    @Test
    void privateComesBeforePublic() {
        var choice = choose(ANY_V4, Optional.empty(), LOOPBACK, PUBLIC, PRIVATE);
        assertThat(choice.address()).isEqualTo(ip("10.0.0.5"));
        assertThat(choice.reason()).isEqualTo("private address of eth0");
        assertThat(choice.warning()).isEmpty();
    }

    @Test
    void anAmbiguousChoiceSaysWhichFlagDecides() {
        var choice = choose(ANY_V4, Optional.empty(), PRIVATE, OTHER_PRIVATE);
        assertThat(choice.address()).isEqualTo(ip("10.0.0.5"));
        assertThat(choice.warning())
                .contains(
                        "advertising 10.0.0.5 (eth0), but 172.17.0.1 (docker0) would do as well:"
                                + " -advertise or -bind decides");
    }

    @Test
    void loopbackIsTheLastResortAndSaysSo() {
        var choice = choose(ANY_V4, Optional.empty(), LOOPBACK);
        assertThat(choice.address()).isEqualTo(ip("127.0.0.1"));
        assertThat(choice.warning()).get().asString().contains("-advertise decides");
    }

    @Test
    void anIpv4SocketAdvertisesNoIpv6Address() {
        var choice = choose(ANY_V4, Optional.empty(), on("eth0", "fd00::5"), PUBLIC);
        assertThat(choice.address()).isEqualTo(ip("93.184.216.34"));
    }

    @Test
    void aDualSocketPrefersIpv4AndPrivate() {
        assertThat(
                        choose(
                                        ANY_V6,
                                        Optional.empty(),
                                        on("eth0", "2001:db8::1"),
                                        on("eth0", "fd00::5"),
                                        on("eth0", "fe80::1"))
                                .address())
                .isEqualTo(ip("fd00::5"));
        assertThat(choose(ANY_V6, Optional.empty(), on("eth0", "fd00::5"), PRIVATE).address())
                .isEqualTo(ip("10.0.0.5"));
    }

    @Test
    void linkLocalComesAfterPublic() {
        assertThat(choose(ANY_V4, Optional.empty(), on("eth0", "169.254.1.1"), PUBLIC).address())
                .isEqualTo(ip("93.184.216.34"));
    }

    @Test
    void theRouteToThisHostIsLoopback() {
        assertThat(HostNetwork.sourceTowards(ANY_V4, "127.0.0.1:9302")).contains(ip("127.0.0.1"));
    }

    @Test
    void aNameThatDoesNotResolveLeavesTheChoiceOpen() {
        assertThat(HostNetwork.sourceTowards(ANY_V4, "no-such-host.invalid:1")).isEmpty();
    }

    private static AdvertiseChoice choose(
            InetAddress bound, Optional<InetAddress> route, Candidate... candidates) {
        return AdvertiseChoice.choose(Optional.empty(), bound, route, List.of(candidates));
    }

    private static Candidate on(String nic, String address) {
        return new Candidate(nic, ip(address));
    }

    private static InetAddress ip(String literal) {
        return InetAddress.ofLiteral(literal);
    }
}
