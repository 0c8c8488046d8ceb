package io.starling.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class HostNetworkTest {
    private static final InetAddress ANY_V4 = InetAddress.ofLiteral("0.0.0.0");
    private static final InetAddress ANY_V6 = InetAddress.ofLiteral("::");
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    @TempDir Path directory;

    @Test
    void theRouteToASeedOnThisHostIsLoopback() {
        assertThat(HostNetwork.routes(ANY_V4, List.of("127.0.0.1:9302"))).containsExactly(LOOPBACK);
        assertThat(HostNetwork.routes(ANY_V4, List.of("localhost"))).containsExactly(LOOPBACK);
        assertThat(HostNetwork.routes(ANY_V6, List.of("127.0.0.1"))).containsExactly(LOOPBACK);
    }

    @Test
    void seedsThatAreListedInAFileCountToo() throws IOException {
        // A file does not say whether it means this host alone, so its loopback seeds are no route.
        var file = Files.writeString(directory.resolve("seeds"), "127.0.0.1\n");
        assertThat(HostNetwork.routes(ANY_V4, List.of("file:" + file))).isEmpty();
    }

    @Test
    void seedsOfTheOtherFamilyAreNoRoute() {
        assertThat(HostNetwork.routes(ANY_V4, List.of("::1"))).isEmpty();
    }

    @Test
    void whatDoesNotResolveLeavesTheChoiceOpen() {
        assertThat(
                        HostNetwork.routes(
                                ANY_V4,
                                List.of("no-such-host.invalid:1", "file:/no/such/file", "a b")))
                .isEmpty();
    }

    @Test
    void theNextSeedIsTriedWhenTheFirstLeadsNowhere() {
        assertThat(HostNetwork.routes(ANY_V4, List.of("file:/no/such/file", "127.0.0.1")))
                .containsExactly(LOOPBACK);
    }
}
