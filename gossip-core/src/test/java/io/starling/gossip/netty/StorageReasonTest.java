package io.starling.gossip.netty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

class StorageReasonTest {
    @TempDir Path temporary;

    @Test
    void deniedPermissionNamesOwnerModeAndThisUser() throws IOException {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("r-x------"));
        var owner = Files.getOwner(temporary).getName();
        assertThat(StorageReason.of(temporary, new AccessDeniedException(temporary.toString())))
                .contains("runs as " + System.getProperty("user.name"))
                .contains(temporary + " belongs to " + owner + " with mode r-x------")
                .contains("chown");
    }

    @Test
    void deniedPermissionBelowNamesTheNearestDirectoryThatExists() {
        var below = temporary.resolve("a/b");
        assertThat(StorageReason.of(below, new AccessDeniedException(below.toString())))
                .contains(temporary + " belongs to");
    }

    @Test
    void deniedPermissionOfAFileNamesTheFile() throws IOException {
        var file = Files.createFile(temporary.resolve("identity"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("-w-------"));
        assertThat(StorageReason.of(temporary, new AccessDeniedException(file.toString())))
                .contains(file + " belongs to", "with mode -w-------");
        assertThat(StorageReason.of(temporary, new AccessDeniedException(null)))
                .contains(temporary + " belongs to");
    }

    @Test
    void fullDiskSaysThatNothingOldIsLost() {
        assertThat(StorageReason.of(temporary, new IOException("No space left on device")))
                .isEqualTo("no space left on device; free some: what was written before is intact");
        assertThat(
                        StorageReason.of(
                                temporary,
                                new FileSystemException("f", null, "Disk quota exceeded")))
                .contains("Disk quota exceeded", "free some");
    }

    @Test
    void readOnlyFileSystemHasARemedy() {
        assertThat(
                        StorageReason.of(
                                temporary,
                                new FileSystemException("f", null, "Read-only file system")))
                .contains("mount it writable");
    }

    @Test
    void vanishedDirectoryHasARemedy() {
        assertThat(StorageReason.of(temporary, new NoSuchFileException("f")))
                .contains("create it again");
    }

    @Test
    void failureWithoutAMessageIsNamedByItsKind() {
        assertThat(StorageReason.of(temporary, new IOException())).isEqualTo("IOException");
    }
}
