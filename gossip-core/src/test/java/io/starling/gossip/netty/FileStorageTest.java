package io.starling.gossip.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.starling.gossip.runtime.Storage;
import io.starling.gossip.runtime.StorageContract;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;

/// The contract on a real disk, and what disks do wrong.
@Tag("integration")
class FileStorageTest implements StorageContract {
    @TempDir Path temporary;

    @Override
    public StorageWorld newStorage() {
        return new StorageWorld(temporary.resolve("data"));
    }

    @Test
    void directoryAndFilesAreTheOwnersAlone() throws IOException {
        try (var world = newStorage()) {
            world.replace("identity", "a");
            world.append("members.log", "b");
            assertThat(mode(temporary.resolve("data"))).isEqualTo("rwx------");
            assertThat(mode(temporary.resolve("data/identity"))).isEqualTo("rw-------");
            assertThat(mode(temporary.resolve("data/members.log"))).isEqualTo("rw-------");
        }
    }

    @Test
    void missingParentsAreCreated() {
        try (var world = new StorageWorld(temporary.resolve("a/b/c"))) {
            world.replace("file", "x");
            assertThat(world.read("file")).isEqualTo("x");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "..", "a/b", "/etc/passwd", "../x", ".lock", "a\\b", "a b", "a\0b"})
    void nameThatIsNoPlainFileIsRefused(String name) {
        try (var world = newStorage()) {
            assertThatThrownBy(() -> world.storage().read(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("file name");
            assertThatThrownBy(
                            () ->
                                    world.onLoop(
                                            () ->
                                                    world.storage()
                                                            .replace(name, new byte[1], _ -> {})))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void leftoverOfACrashedReplaceIsRemovedAndTheOldFileStands() throws IOException {
        try (var world = newStorage()) {
            world.replace("identity", "old");
            var leftover = temporary.resolve("data/.identity.tmp");
            Files.writeString(leftover, "half of the n");
            world.restart();
            assertThat(world.read("identity")).isEqualTo("old");
            assertThat(leftover).doesNotExist();
        }
    }

    @Test
    void failedReplaceLeavesTheOldFileAndNoLeftover() throws IOException {
        try (var world = newStorage()) {
            world.replace("identity", "old");
            var obstacle = Files.createDirectory(temporary.resolve("data/blocked"));
            Files.createFile(obstacle.resolve("entry"));
            assertThat(StorageWorld.failed(world.replace("blocked", "x")))
                    .startsWith("cannot replace " + obstacle + ": ");
            assertThat(temporary.resolve("data/.blocked.tmp")).doesNotExist();
            assertThat(world.read("identity")).isEqualTo("old");
        }
    }

    @Test
    void directoryThatVanishesFailsWritesUntilItIsBack() throws IOException {
        try (var world = newStorage()) {
            world.append("log", "a");
            var data = temporary.resolve("data");
            var aside = Files.move(data, temporary.resolve("aside"));
            assertThat(StorageWorld.failed(world.append("log", "lost")))
                    .contains(data.resolve("log").toString(), "create it again");
            Files.move(aside, data);
            assertThat(world.append("log", "b")).isEqualTo(new Storage.Written.Done());
            assertThat(world.read("log")).isEqualTo("ab");
        }
    }

    @Test
    void fileWhereTheDirectoryShouldBeIsSaidInWords() throws IOException {
        var file = Files.createFile(temporary.resolve("file"));
        assertThatThrownBy(() -> DataDirectory.open(file))
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageContaining("cannot use the data directory " + file)
                .hasMessageContaining("there is a file of that name");
        assertThatThrownBy(() -> DataDirectory.open(file.resolve("below")))
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageContaining("choose another");
    }

    @Test
    void unwritableDirectoryNamesItsOwnerAndThisUser() throws IOException {
        assumeTrue(
                !"root".equals(System.getProperty("user.name")),
                "SKIPPED: root may write everywhere; the message is tested in StorageReasonTest");
        var locked = Files.createDirectory(temporary.resolve("locked"));
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-x------"));
        assertThatThrownBy(() -> DataDirectory.open(locked))
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageContaining("permission denied")
                .hasMessageContaining("r-x------")
                .hasMessageContaining(System.getProperty("user.name"));
    }

    @Test
    void secondUserOfADirectoryIsRefusedUntilTheFirstHasGone() {
        var data = temporary.resolve("data");
        try (var first = DataDirectory.open(data)) {
            assertThat(first.path()).isEqualTo(data);
            assertThatThrownBy(() -> DataDirectory.open(data))
                    .isInstanceOf(DataDirectoryException.class)
                    .hasMessageContaining("another agent is using it");
        }
        DataDirectory.open(data).close();
    }

    @Test
    void writeAfterCloseFails() {
        try (var world = newStorage()) {
            world.onLoop(() -> world.storage().close());
            assertThat(StorageWorld.failed(world.append("log", "late"))).contains("closed");
        }
    }

    @Test
    void whatWaitsAtCloseIsStillWritten() {
        try (var world = newStorage()) {
            world.onLoop(
                    () -> {
                        for (int i = 0; i < 100; i++) {
                            world.storage().append("log", StorageWorld.bytes("x"), _ -> {});
                        }
                        world.storage().close();
                    });
            world.restart();
            assertThat(world.read("log")).hasSize(100);
        }
    }

    @Test
    void writeBeyondTheWaitingOnesFailsAtOnceAndTheOthersAreWritten() {
        try (var world = newStorage()) {
            var outcomes = new ArrayList<Storage.Written>();
            world.onLoop(
                    () -> {
                        // The loop is busy here, so none of these counts as answered meanwhile.
                        for (int i = 0; i <= FileStorage.WRITES_MAX; i++) {
                            world.storage().append("log", StorageWorld.bytes("x"), outcomes::add);
                        }
                    });
            world.runUntil(() -> outcomes.size() == FileStorage.WRITES_MAX + 1);
            var failed =
                    outcomes.stream().filter(Storage.Written.Failed.class::isInstance).toList();
            assertThat(failed).hasSize(1);
            assertThat(StorageWorld.failed(failed.getFirst()))
                    .contains(Integer.toString(FileStorage.WRITES_MAX), "slow or stuck");
            assertThat(world.read("log")).hasSize(FileStorage.WRITES_MAX);
            assertThat(world.append("log", "y")).isEqualTo(new Storage.Written.Done());
        }
    }

    @Test
    void fileNeverGrowsBeyondWhatCanBeRead() throws IOException {
        try (var world = newStorage()) {
            var log = temporary.resolve("data/log");
            try (var sparse = new RandomAccessFile(log.toFile(), "rw")) {
                sparse.setLength(DataDirectory.FILE_BYTES_MAX - 1);
            }
            assertThat(world.append("log", "1")).isEqualTo(new Storage.Written.Done());
            assertThat(StorageWorld.failed(world.append("log", "2")))
                    .contains(Long.toString(DataDirectory.FILE_BYTES_MAX));
            assertThat(Files.size(log)).isEqualTo(DataDirectory.FILE_BYTES_MAX);

            try (var sparse = new RandomAccessFile(log.toFile(), "rw")) {
                sparse.setLength(DataDirectory.FILE_BYTES_MAX + 1);
            }
            assertThat(world.storage().read("log"))
                    .isInstanceOfSatisfying(
                            Storage.Read.Failed.class,
                            failed ->
                                    assertThat(failed.reason()).contains(log.toString(), "limit"));
        }
    }

    @Test
    void fullDiskFailsWritesKeepsWhatWasThereAndClearsByItself() throws Exception {
        var mount = Files.createDirectory(temporary.resolve("tiny"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", mount.toString()),
                "SKIPPED: this user may not mount a tiny file system");
        try (var world = new StorageWorld(mount.resolve("data"))) {
            world.replace("identity", "me");
            world.append("log", "first;");
            var ballast = mount.resolve("ballast");
            Files.write(ballast, new byte[32 * 1024]);

            var large = "x".repeat(60 * 1024);
            assertThat(StorageWorld.failed(world.append("log", large)))
                    .startsWith("cannot append to " + mount.resolve("data/log"))
                    .containsIgnoringCase("no space left")
                    .contains("free some");
            assertThat(StorageWorld.failed(world.replace("identity", large)))
                    .containsIgnoringCase("no space left");
            assertThat(world.read("log")).isEqualTo("first;");
            assertThat(world.read("identity")).isEqualTo("me");

            // Small writes fit again at once: the failed ones gave their space back.
            assertThat(world.append("log", "second;")).isEqualTo(new Storage.Written.Done());
            Files.delete(ballast);
            assertThat(world.append("log", "y".repeat(40 * 1024)))
                    .isEqualTo(new Storage.Written.Done());
            world.restart();
            assertThat(world.read("log")).startsWith("first;second;yyy").hasSize(13 + 40 * 1024);
        } finally {
            run("umount", mount.toString());
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        var process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
