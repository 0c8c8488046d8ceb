package io.starling.gossip.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.runtime.Resolver.Resolution;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import javax.naming.CommunicationException;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.ServiceUnavailableException;

class SeedLookupTest {
    private static final Map<String, String> HOSTS =
            Map.of("a.example", "10.0.0.1", "b.example", "2001:db8::2", "c.example.", "10.0.0.3");

    @TempDir Path directory;

    private List<ServiceRecords.Target> records = List.of();
    private final SeedLookup lookup = new SeedLookup(SeedLookupTest::addresses, _ -> records);

    @Test
    void fileBringsWhatItsLinesStandFor() throws IOException {
        records = List.of(new ServiceRecords.Target(1, 1, 99, "c.example."));
        var seeds =
                file(
                        """
                        # the first three
                        a.example
                          b.example:7000   # over there

                        [::1]:9
                        _starling._udp.example
                        """);
        assertThat(endpoints(seeds))
                .containsExactly(
                        "10.0.0.1:8301", v6("2001:db8::2", 7000), v6("::1", 9), "10.0.0.3:99");
        assertThat(resolved(seeds).failures()).isEmpty();
    }

    @Test
    void fileIsReadAnewEachTime() throws IOException {
        var seeds = file("10.0.0.1");
        assertThat(endpoints(seeds)).containsExactly("10.0.0.1:8301");
        file("10.0.0.2");
        assertThat(endpoints(seeds)).containsExactly("10.0.0.2:8301");
    }

    @Test
    void lineThatIsNoSeedIsNamedAndCostsNoOther() throws IOException {
        var seeds = file("a.example\nhost:0\nfile:/etc/others\nnowhere.example\n");
        assertThat(endpoints(seeds)).containsExactly("10.0.0.1:8301");
        assertThat(resolved(seeds).failures())
                .satisfiesExactlyInAnyOrder(
                        told ->
                                assertThat(told)
                                        .contains("seeds line 2:", "1..65535")
                                        .doesNotContain("host:0"),
                        told -> assertThat(told).contains("seeds line 3:", "may not name another"),
                        told -> assertThat(told).contains("\"nowhere.example\"", "spelling"));
    }

    @Test
    void fileThatNamesNoSeedsSaysSo() throws IOException {
        assertThat(failed(file("# nothing yet\n\n"))).contains(path().toString(), "names none");
    }

    @Test
    void missingFileIsNamed() {
        assertThat(failed("file:" + path())).contains(path().toString(), "no such file");
    }

    @Test
    void unreadableFileIsNamed() throws IOException {
        var seeds = file("a.example");
        Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(path()), "SKIPPED: this user may read everything");
        assertThat(failed(seeds)).contains(path().toString(), "permission denied");
    }

    @Test
    void whatIsNoFileIsNamed() {
        assertThat(failed("file:" + directory)).contains(directory.toString(), "no regular file");
        assertThat(failed("file:/dev/zero")).contains("/dev/zero", "no regular file");
    }

    @Test
    void fileOfTheLargestSizePassesAndOnePastItDoesNot() throws IOException {
        var padding = "#".repeat(SeedFile.BYTES_MAX - "10.0.0.1\n".length());
        assertThat(endpoints(file("10.0.0.1\n" + padding))).hasSize(1);
        assertThat(failed(file("10.0.0.1\n" + padding + "#"))).contains("65536");
    }

    @Test
    void listOfTheLargestCountPassesAndOfALongerOneTheRestIsLeftOut() throws IOException {
        var seeds = file(addresses(SeedFile.SEEDS_MAX));
        assertThat(resolved(seeds).endpoints()).hasSize(256);
        assertThat(resolved(seeds).failures()).isEmpty();
        file(addresses(SeedFile.SEEDS_MAX + 50));
        assertThat(resolved(seeds).endpoints()).hasSize(256);
        assertThat(resolved(seeds).failures())
                .singleElement()
                .asString()
                .contains("line 257", "256");
    }

    @Test
    void ofManyFailuresTheFirstAreToldAndTheRestCounted() throws IOException {
        var failure = failed(file("host:0\n".repeat(Findings.FAILURES_MAX + 5)));
        assertThat(failure)
                .contains("line 16")
                .doesNotContain("line 17")
                .endsWith("and 5 failures more");
    }

    @Test
    void serviceBringsTheAddressesOfItsHostsWithItsPorts() {
        records =
                List.of(
                        new ServiceRecords.Target(0, 5, 8301, "a.example"),
                        new ServiceRecords.Target(1, 5, 9301, "nowhere.example"),
                        new ServiceRecords.Target(2, 5, 9302, "b.example"));
        assertThat(endpoints("_s._udp.example"))
                .containsExactly("10.0.0.1:8301", v6("2001:db8::2", 9302));
        assertThat(resolved("_s._udp.example").failures())
                .singleElement()
                .asString()
                .contains("nowhere.example");
    }

    @Test
    void serviceThatIsNotThereIsNamed() {
        assertThat(failed("_s._udp.example")).contains("_s._udp.example", "no SRV record");
        assertThat(failedWith(new NameNotFoundException("x"))).contains("spelling");
        assertThat(failedWith(new CommunicationException("x"))).contains("no name server");
        assertThat(failedWith(new ServiceUnavailableException("Refused"))).contains("refused");
    }

    private static String failedWith(NamingException failure) {
        var broken =
                new SeedLookup(
                        SeedLookupTest::addresses,
                        _ -> {
                            throw failure;
                        });
        return ((Resolution.Failed) broken.resolve("_s._udp.example", 1)).reason();
    }

    private static InetAddress[] addresses(String host) throws UnknownHostException {
        var address = HOSTS.get(host);
        if (address == null) {
            throw new UnknownHostException(host);
        }
        return new InetAddress[] {InetAddress.ofLiteral(address)};
    }

    private static String addresses(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "10.1.%d.%d".formatted(i / 256, i % 256))
                .collect(Collectors.joining("\n"));
    }

    private static String v6(String address, int port) {
        return Endpoint.parse(address, port).orElseThrow().toString();
    }

    private Path path() {
        return directory.resolve("seeds");
    }

    private String file(String text) throws IOException {
        return "file:" + Files.writeString(path(), text);
    }

    private List<String> endpoints(String seed) {
        return resolved(seed).endpoints().stream().map(Endpoint::toString).toList();
    }

    private Resolution.Resolved resolved(String seed) {
        return switch (lookup.resolve(seed, 8301)) {
            case Resolution.Resolved resolved -> resolved;
            case Resolution.Failed(var reason) -> throw new AssertionError(reason);
        };
    }

    private String failed(String seed) {
        return switch (lookup.resolve(seed, 8301)) {
            case Resolution.Resolved resolved -> throw new AssertionError(resolved.toString());
            case Resolution.Failed(var reason) -> reason;
        };
    }
}
