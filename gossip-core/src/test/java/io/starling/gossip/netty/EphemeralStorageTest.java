package io.starling.gossip.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.gossip.runtime.Observer;
import io.starling.gossip.runtime.Storage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

class EphemeralStorageTest {
    private final NettyLoops loops = NettyLoops.create(1, "test-loop");
    private final EventLoopScheduler scheduler =
            new EventLoopScheduler(loops.next(), Observer.NONE);
    private final EphemeralStorage storage = new EphemeralStorage(scheduler);

    @AfterEach
    void endLoop() {
        loops.close();
    }

    @Test
    void fileThatWasNeverWrittenIsEmpty() {
        assertThat(read("absent")).isEmpty();
    }

    @Test
    void writesAreKeptInTheOrderOfTheCalls() {
        var outcomes =
                write(
                        4,
                        done -> {
                            storage.append("file", new byte[] {9}, done);
                            storage.replace("file", new byte[] {1, 2}, done);
                            storage.append("file", new byte[] {3}, done);
                            storage.append("other", new byte[] {4}, done);
                        });
        assertThat(outcomes).containsOnly(new Storage.Written.Done());
        assertThat(read("file")).containsExactly(1, 2, 3);
        assertThat(read("other")).containsExactly(4);
    }

    @Test
    void outcomeNeverComesInsideTheCall() {
        var order = new ArrayList<String>();
        RealLoop.run(
                scheduler,
                () -> {
                    storage.append("file", new byte[1], _ -> order.add("done"));
                    order.add("called");
                });
        RealLoop.runUntil(scheduler, () -> order.size() == 2);
        assertThat(order).containsExactly("called", "done");
    }

    @Test
    void callersArraysAreItsOwn() {
        var mine = new byte[] {1};
        write(1, done -> storage.replace("file", mine, done));
        mine[0] = 2;
        read("file")[0] = 3;
        assertThat(read("file")).containsExactly(1);
    }

    @Test
    void bytesBeyondTheLimitAreRefusedAndChangeNothing() {
        int half = (int) (EphemeralStorage.BYTES_MAX / 2);
        write(1, done -> storage.replace("a", new byte[half], done));
        write(1, done -> storage.replace("b", new byte[half], done));
        var refused = write(1, done -> storage.append("b", new byte[1], done)).getFirst();
        assertThat(StorageWorld.failed(refused))
                .contains(Long.toString(EphemeralStorage.BYTES_MAX), "data directory");
        assertThat(read("b")).hasSize(half);
        var replaced = write(1, done -> storage.replace("b", new byte[half], done));
        assertThat(replaced).containsExactly(new Storage.Written.Done());
    }

    @Test
    void filesBeyondTheLimitAreRefused() {
        int max = EphemeralStorage.FILES_MAX;
        var outcomes =
                write(
                        max + 1,
                        done -> {
                            for (int i = 0; i <= max; i++) {
                                storage.replace("file" + i, new byte[1], done);
                            }
                        });
        assertThat(outcomes.subList(0, max)).containsOnly(new Storage.Written.Done());
        assertThat(StorageWorld.failed(outcomes.get(max))).contains("\"file" + max + "\"");
    }

    @Test
    void nameThatIsNoPlainFileIsRefused() {
        assertThatThrownBy(() -> storage.read("../etc"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("../etc");
    }

    private List<Storage.Written> write(int writes, Consumer<Consumer<Storage.Written>> write) {
        var outcomes = new ArrayList<Storage.Written>();
        RealLoop.run(scheduler, () -> write.accept(outcomes::add));
        RealLoop.runUntil(scheduler, () -> outcomes.size() == writes);
        return outcomes;
    }

    private byte[] read(String file) {
        return switch (storage.read(file)) {
            case Storage.Read.Contents(var bytes) -> bytes;
            case Storage.Read.Failed(var reason) -> throw new AssertionError(reason);
        };
    }
}
