package io.starling.gossip.netty;

import io.starling.gossip.model.Names;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The files of one node: a directory that only its owner may enter, locked against a second
/// process.
///
/// What a successful call wrote is on the disk: both kinds of write force the file out, and the
/// directory after a name came or went. Files have at most [#FILE_BYTES_MAX] bytes, so that what
/// was written can also be read.
///
/// Every method blocks. One thread at a time writes.
final class DataDirectory implements AutoCloseable {
    static final long FILE_BYTES_MAX = 64L << 20;

    private static final Logger log = LoggerFactory.getLogger(DataDirectory.class);
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    // File names begin with a letter or digit, so the names below are never those of data.
    private static final String LOCK = ".lock";
    private static final String TEMPORARY = ".%s.tmp";

    private final Path directory;
    private final FileChannel lock;

    /// Where files end whose last append failed midway: what is behind is no part of them. At most
    /// one entry a file, and the node has a handful.
    private final Map<String, Long> tornAt = new HashMap<>();

    private DataDirectory(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /// Creates the directory if need be (mode 0700), locks it and removes what a crash left midway.
    ///
    /// @throws DataDirectoryException if it cannot be created, written or locked
    static DataDirectory open(Path path) {
        var directory = path.toAbsolutePath().normalize();
        try {
            create(directory);
            warnIfOpenToOthers(directory);
            var opened = new DataDirectory(directory, lock(directory));
            opened.removeLeftovers();
            return opened;
        } catch (IOException failure) {
            throw new DataDirectoryException(
                    "cannot use the data directory %s: %s"
                            .formatted(directory, StorageReason.of(directory, failure)),
                    failure);
        }
    }

    /// @return `file`
    /// @throws IllegalArgumentException if it could be anything but a plain file of the directory
    static String requireFileName(String file) {
        if (!FILE_NAME.matcher(file).matches()) {
            throw new IllegalArgumentException(
                    "a file name has 1 to 100 letters, digits, '.', '_' or '-' and begins with a letter or digit, was \"%s\""
                            .formatted(Names.printable(file)));
        }
        return file;
    }

    Path path() {
        return directory;
    }

    /// @return empty if there is no such file
    byte[] read(String file) throws IOException {
        var path = directory.resolve(file);
        try (var in = Files.newInputStream(path)) {
            long size = Files.size(path);
            if (size > FILE_BYTES_MAX) {
                throw new IOException(
                        "it has %d bytes, more than the limit of %d; move it away"
                                .formatted(size, FILE_BYTES_MAX));
            }
            return in.readNBytes((int) FILE_BYTES_MAX);
        } catch (NoSuchFileException absent) {
            return new byte[0];
        }
    }

    /// Adds `pieces` at the end, all or none. If it fails, the next append starts at the same
    /// place.
    void append(String file, List<byte[]> pieces) throws IOException {
        var path = directory.resolve(file);
        boolean isNew = !Files.exists(path);
        try (var channel = open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long end = Math.min(channel.size(), tornAt.getOrDefault(file, Long.MAX_VALUE));
            requireRoom(end + pieces.stream().mapToLong(piece -> piece.length).sum());
            tornAt.put(file, end);
            try {
                channel.truncate(end);
                channel.position(end);
                for (var piece : pieces) {
                    writeFully(channel, piece);
                }
                channel.force(false);
            } catch (IOException failure) {
                // Now, not only before the next append: this process may end before that.
                truncateQuietly(channel, end);
                throw failure;
            }
            tornAt.remove(file);
        }
        if (isNew) {
            forceDirectory();
        }
    }

    /// Puts `bytes` in place of the file, whole or not at all.
    void replace(String file, byte[] bytes) throws IOException {
        requireRoom(bytes.length);
        var temporary = directory.resolve(TEMPORARY.formatted(file));
        try {
            try (var channel =
                    open(
                            temporary,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE)) {
                writeFully(channel, bytes);
                channel.force(true);
            }
            move(temporary, directory.resolve(file));
        } catch (IOException failure) {
            deleteQuietly(temporary);
            throw failure;
        }
        tornAt.remove(file);
        forceDirectory();
    }

    /// Unlocks the directory. Idempotent.
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException failure) {
            log.debug("cannot close the lock of {}: {}", directory, failure.toString());
        }
    }

    private static void create(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            var parent = directory.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createDirectory(directory, ownerOnly(directory, "rwx------"));
        }
        if (!Files.isWritable(directory)) {
            throw new AccessDeniedException(directory.toString());
        }
    }

    private static void warnIfOpenToOthers(Path directory) throws IOException {
        if (!isPosix(directory)) {
            return;
        }
        var mode = Files.getPosixFilePermissions(directory);
        if (!EnumSet.of(
                        PosixFilePermission.OWNER_READ,
                        PosixFilePermission.OWNER_WRITE,
                        PosixFilePermission.OWNER_EXECUTE)
                .containsAll(mode)) {
            log.warn(
                    "the data directory {} is open to others ({}); close it: chmod 700 {}",
                    directory,
                    PosixFilePermissions.toString(mode),
                    directory);
        }
    }

    private static FileChannel lock(Path directory) throws IOException {
        var channel =
                open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            log.debug("{} is locked by this very process", directory);
        } finally {
            if (!locked) {
                channel.close();
            }
        }
        if (!locked) {
            throw new IOException(
                    "another agent is using it; stop that agent or choose another directory");
        }
        return channel;
    }

    private void removeLeftovers() throws IOException {
        try (var leftovers = Files.newDirectoryStream(directory, TEMPORARY.formatted("*"))) {
            for (var leftover : leftovers) {
                log.info("removing {}, which a crash left unfinished", leftover);
                Files.deleteIfExists(leftover);
            }
        }
    }

    private static FileChannel open(Path path, OpenOption... options) throws IOException {
        return FileChannel.open(path, Set.of(options), ownerOnly(path, "rw-------"));
    }

    private static FileAttribute<?>[] ownerOnly(Path path, String mode) {
        return isPosix(path)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static void requireRoom(long bytes) throws IOException {
        if (bytes > FILE_BYTES_MAX) {
            throw new IOException(
                    "it would have %d bytes, more than the limit of %d"
                            .formatted(bytes, FILE_BYTES_MAX));
        }
    }

    private static void writeFully(FileChannel channel, byte[] bytes) throws IOException {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static void truncateQuietly(FileChannel channel, long end) {
        try {
            channel.truncate(end);
        } catch (IOException failure) {
            log.debug("a torn append stays until the next one: {}", failure.toString());
        }
    }

    private static void deleteQuietly(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException failure) {
            log.debug("{} stays until the next start: {}", temporary, failure.toString());
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException unsafe) {
            throw new IOException("the file system cannot replace a file atomically", unsafe);
        }
    }

    private void forceDirectory() throws IOException {
        if (isPosix(directory)) { // Others open no directories; there the move has to do.
            try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
