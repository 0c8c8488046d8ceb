package io.starling.agent.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.starling.gossip.runtime.Storage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

class ServiceKeeperTest {
    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
    private final ArrayDeque<Write> disk = new ArrayDeque<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final ServiceRegistry services =
            new ServiceRegistry(
                    List.of(service("configured")),
                    List.of(),
                    Optional.of(new ServiceKeeper(loop, this::replace, failures::incrementAndGet)));

    private record Write(List<Service> services, CompletableFuture<Storage.Written> done) {}

    @AfterEach
    void close() {
        loop.shutdownNow();
    }

    @Test
    void whoRegistersWaitsForTheDisk() {
        var kept = onLoop(() -> services.register(service("web")));
        assertThat(kept).isNotDone();
        answer(new Storage.Written.Done());
        assertThat(kept).isCompleted();
        assertThat(disk).isEmpty();
    }

    @Test
    void whatIsConfiguredIsNotWritten() {
        onLoop(() -> services.register(service("web")));
        assertThat(disk.element().services()).extracting(Service::id).containsExactly("web");
    }

    @Test
    void whatChangesDuringAWriteIsWrittenByTheNext() {
        onLoop(() -> services.register(service("a")));
        var second = onLoop(() -> services.register(service("b")));
        var third = onLoop(() -> services.register(service("c")));
        assertThat(disk).hasSize(1);
        answer(new Storage.Written.Done());
        assertThat(second).isNotDone();
        assertThat(disk.element().services())
                .extracting(Service::id)
                .containsExactly("a", "b", "c");
        answer(new Storage.Written.Done());
        assertThat(second).isCompleted();
        assertThat(third).isCompleted();
        assertThat(disk).isEmpty();
    }

    @Test
    void aDiskThatFailsIsTriedAgainAndKeepsNobodyWaiting() {
        var first = onLoop(() -> services.register(service("a")));
        answer(new Storage.Written.Failed("full"));
        assertThat(first).isCompleted();
        assertThat(onLoop(() -> services.register(service("b")))).isCompleted();
        assertThat(failures).hasValue(1);
        await().until(() -> onLoop(() -> !disk.isEmpty()));
        assertThat(disk.element().services()).extracting(Service::id).containsExactly("a", "b");
        answer(new Storage.Written.Done());
        assertThat(onLoop(() -> services.register(service("c")))).isNotDone();
        assertThat(disk).hasSize(1);
    }

    @Test
    void aDiskThatDoesNotAnswerKeepsNobodyWaitingForLong() {
        var first = onLoop(() -> services.register(service("a")));
        var second = onLoop(() -> services.register(service("b")));
        await().until(() -> first.isDone() && second.isDone());
        assertThat(disk).hasSize(1);
    }

    private CompletableFuture<Storage.Written> replace(byte[] contents) {
        var write = new Write(ServiceFile.read(contents), new CompletableFuture<>());
        disk.add(write);
        return write.done();
    }

    private void answer(Storage.Written outcome) {
        onLoop(() -> disk.remove().done().complete(outcome));
    }

    private <T> T onLoop(java.util.concurrent.Callable<T> task) {
        try {
            return loop.submit(task).get();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static Service service(String id) {
        return ServiceReader.read(Map.of("name", id)).service();
    }
}
