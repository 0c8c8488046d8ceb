package io.starling.gossip.netty;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

/// Says why a file operation failed and what helps.
final class StorageReason {
    private StorageReason() {}

    static String of(Path path, IOException failure) {
        return switch (failure) {
            case AccessDeniedException denied ->
                    "permission denied: this process runs as %s, and %s; run as its owner, or chown it"
                            .formatted(
                                    System.getProperty("user.name"),
                                    ownership(deniedPath(denied, path)));
            case NoSuchFileException _ ->
                    "no such directory; if it was removed, create it again and restart";
            case FileAlreadyExistsException _ -> "there is a file of that name; choose another";
            case FileSystemException named when named.getReason() != null ->
                    withRemedy(named.getReason());
            default -> withRemedy(IoReason.of(failure));
        };
    }

    /// A file may have another owner than its directory.
    private static Path deniedPath(AccessDeniedException denied, Path otherwise) {
        return denied.getFile() == null ? otherwise : Path.of(denied.getFile());
    }

    private static String withRemedy(String reason) {
        var words = reason.toLowerCase(Locale.ROOT);
        if (words.contains("no space") || words.contains("quota")) {
            return reason + "; free some: what was written before is intact";
        }
        if (words.contains("read-only")) {
            return reason + "; mount it writable, or choose another directory";
        }
        if (words.contains("not a directory")) {
            return reason + "; a part of the path is a file, choose another";
        }
        return reason;
    }

    /// Of `path`, or of the nearest directory above it that exists.
    private static String ownership(Path path) {
        for (var at = path; at != null; at = at.getParent()) {
            if (Files.exists(at)) {
                return describe(at);
            }
        }
        return "nothing of " + path + " exists";
    }

    private static String describe(Path path) {
        try {
            var attributes = Files.readAttributes(path, PosixFileAttributes.class);
            return "%s belongs to %s with mode %s"
                    .formatted(
                            path,
                            attributes.owner().getName(),
                            PosixFilePermissions.toString(attributes.permissions()));
        } catch (IOException | UnsupportedOperationException unknown) {
            return "the owner of " + path + " is unknown";
        }
    }
}
