package io.starling.gossip.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Resolver.Resolution;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

class HostResolverTest {
    private final RecordingObserver observer = new RecordingObserver();
    private final NettyLoops loops = NettyLoops.create(1, "test-loop");
    private final EventLoopScheduler scheduler = new EventLoopScheduler(loops.next(), observer);

    @AfterEach
    void endLoop() {
        loops.close();
    }

    @Test
    void literalIsAnsweredWithoutALookup() {
        var resolver =
                resolver(
                        host -> {
                            throw new AssertionError("looked up " + host);
                        });
        assertThat(resolved(resolve(resolver, "10.0.0.1"))).containsExactly(endpoint("10.0.0.1"));
        assertThat(resolved(resolve(resolver, "[::1]:99"))).containsExactly(endpoint("[::1]:99"));
    }

    @Test
    void nameBringsAllItsAddressesOfBothKindsOnce() {
        var resolver =
                resolver(
                        host ->
                                new InetAddress[] {
                                    InetAddress.ofLiteral("10.0.0.2"),
                                    InetAddress.ofLiteral("2001:db8::1"),
                                    InetAddress.ofLiteral("10.0.0.1"),
                                    InetAddress.ofLiteral("10.0.0.2")
                                });
        assertThat(resolved(resolve(resolver, "seed.example:7000")))
                .containsExactly(
                        endpoint("10.0.0.2:7000"),
                        endpoint("[2001:db8::1]:7000"),
                        endpoint("10.0.0.1:7000"));
    }

    @Test
    void systemResolverKnowsLocalhost() {
        assertThat(resolved(resolve(resolver(InetAddress::getAllByName), "localhost")))
                .isNotEmpty()
                .allMatch(Endpoint::isLoopback)
                .allMatch(endpoint -> endpoint.port() == 8301);
    }

    @Test
    void addressesBeyondTheLimitAreLeftOut() {
        var many = new InetAddress[1_000];
        for (int i = 0; i < many.length; i++) {
            many[i] = InetAddress.ofLiteral("10.0." + i / 256 + "." + i % 256);
        }
        assertThat(resolved(resolve(resolver(_ -> many), "many.example")))
                .hasSize(Findings.ENDPOINTS_MAX);
    }

    @Test
    void unknownNameFailsAndIsNamed() {
        var resolver =
                resolver(
                        host -> {
                            throw new UnknownHostException(host + ": Name or service not known");
                        });
        assertThat(failed(resolve(resolver, "nowhere.invalid")))
                .isEqualTo(
                        "seed \"nowhere.invalid\": no address found; check the spelling and the"
                                + " name service");
    }

    @Test
    void lookupThatBreaksOrBringsNothingFails() {
        assertThat(failed(resolve(resolver(_ -> new InetAddress[0]), "empty.example")))
                .contains("empty.example", "no address");
        var broken =
                resolver(
                        _ -> {
                            throw new IllegalStateException("Planted");
                        });
        assertThat(failed(resolve(broken, "broken.example"))).contains("broken.example", "planted");
    }

    @Test
    void invalidSeedFailsWithoutALookup() {
        var resolver =
                resolver(
                        host -> {
                            throw new AssertionError("looked up " + host);
                        });
        assertThat(failed(resolve(resolver, "host:99999"))).contains("\"host:99999\"", "65535");
    }

    @Test
    void answerNeverComesInsideTheCall() {
        var resolver = resolver(_ -> new InetAddress[] {InetAddress.ofLiteral("10.0.0.1")});
        var order = new ArrayList<String>();
        RealLoop.run(
                scheduler,
                () -> {
                    for (var seed : List.of("10.0.0.1", "name.example", "bad seed")) {
                        resolver.resolve(seed, 8301, _ -> order.add("answer"));
                    }
                    order.add("called");
                });
        RealLoop.runUntil(scheduler, () -> order.size() == 4);
        assertThat(order).startsWith("called");
    }

    @Test
    void lookupBeyondTheLimitIsRefusedAndCounted() {
        var release = new CountDownLatch(1);
        var resolver = resolver(_ -> stuckUntil(release));
        var answers = new ArrayList<Resolution>();
        RealLoop.run(
                scheduler,
                () -> {
                    for (int i = 0; i <= HostResolver.LOOKUPS_MAX; i++) {
                        resolver.resolve("host" + i, 8301, answers::add);
                    }
                });
        RealLoop.runUntil(scheduler, () -> answers.size() == 1);
        assertThat(failed(answers)).contains("\"host64\"", "64 look-ups");
        assertThat(observer.total(Counter.LOOKUPS_REFUSED)).isEqualTo(1);

        release.countDown();
        RealLoop.runUntil(scheduler, () -> answers.size() == HostResolver.LOOKUPS_MAX + 1);
        assertThat(resolved(resolve(resolver, "later"))).containsExactly(endpoint("10.0.0.1"));
    }

    @Test
    void lookupThatTakesTooLongFailsAndItsLateAnswerIsIgnored() {
        var release = new CountDownLatch(1);
        var resolver = resolver(_ -> stuckUntil(release), Duration.ofMillis(50));
        var answers = resolve(resolver, "slow.example");
        assertThat(failed(answers)).contains("slow.example", "within 50 ms");
        release.countDown();
        // One more look-up after the late one, by the same resolver.
        assertThat(resolved(resolve(resolver, "fast.example"))).hasSize(1);
        assertThat(answers).hasSize(1);
    }

    @Test
    void slowNameOfAListDoesNotCostTheOthers(@TempDir Path directory) throws IOException {
        var release = new CountDownLatch(1);
        var list = Files.writeString(directory.resolve("seeds"), "10.0.0.7\nslow.example\n");
        var resolver = resolver(_ -> stuckUntil(release), Duration.ofMillis(50));
        var answers = resolve(resolver, "file:" + list);
        release.countDown();
        assertThat(answers)
                .singleElement()
                .isEqualTo(
                        new Resolution.Resolved(
                                List.of(endpoint("10.0.0.7")),
                                List.of(
                                        "seed \"file:%s\": no full answer within 50 ms; is the name"
                                                        .formatted(list)
                                                + " service slow?")));
    }

    @Test
    void closeFailsWhatIsUnderWayOnce() {
        var release = new CountDownLatch(1);
        var resolver = resolver(_ -> stuckUntil(release));
        var answers = new ArrayList<Resolution>();
        RealLoop.run(
                scheduler,
                () -> {
                    resolver.resolve("stuck.example", 8301, answers::add);
                    resolver.close();
                });
        RealLoop.runUntil(scheduler, () -> answers.size() == 1);
        release.countDown();
        assertThat(failed(resolve(resolver, "late.example"))).contains("late.example", "closed");
        assertThat(failed(answers)).contains("stuck.example", "closed");
    }

    private HostResolver resolver(SeedLookup.Hosts hosts) {
        return resolver(hosts, HostResolver.PATIENCE);
    }

    private HostResolver resolver(SeedLookup.Hosts hosts, Duration patience) {
        return new HostResolver(
                scheduler, observer, new SeedLookup(hosts, _ -> List.of()), patience);
    }

    private static InetAddress[] stuckUntil(CountDownLatch release) throws UnknownHostException {
        try {
            release.await();
        } catch (InterruptedException closed) {
            throw new UnknownHostException("interrupted");
        }
        return new InetAddress[] {InetAddress.ofLiteral("10.0.0.1")};
    }

    private List<Resolution> resolve(HostResolver resolver, String seed) {
        var answers = new ArrayList<Resolution>();
        RealLoop.run(scheduler, () -> resolver.resolve(seed, 8301, answers::add));
        RealLoop.runUntil(scheduler, () -> !answers.isEmpty());
        return answers;
    }

    private static List<Endpoint> resolved(List<Resolution> answers) {
        assertThat(answers).hasSize(1);
        return switch (answers.getFirst()) {
            case Resolution.Resolved(var endpoints, _) -> endpoints;
            case Resolution.Failed(var reason) -> throw new AssertionError(reason);
        };
    }

    private static String failed(List<Resolution> answers) {
        assertThat(answers).hasSize(1);
        return switch (answers.getFirst()) {
            case Resolution.Resolved resolved -> throw new AssertionError(resolved.toString());
            case Resolution.Failed(var reason) -> reason;
        };
    }

    private static Endpoint endpoint(String text) {
        return Endpoint.parse(text, 8301).orElseThrow();
    }
}
