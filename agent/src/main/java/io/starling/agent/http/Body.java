package io.starling.agent.http;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/// What a reply carries; zipped once, however many clients get it.
///
/// Confined to the HTTP loop once it is answered with.
final class Body {
    static final Body EMPTY = new Body(new byte[0]);

    private final byte[] plain;
    private byte @Nullable [] zipped;

    /// @param plain not to be modified afterwards
    Body(byte[] plain) {
        this.plain = plain;
    }

    /// Not to be modified.
    byte[] plain() {
        return plain;
    }

    /// Not to be modified.
    byte[] zipped() {
        var once = zipped;
        if (once == null) {
            once = zip(plain);
            zipped = once;
        }
        return once;
    }

    private static byte[] zip(byte[] body) {
        var bytes = new ByteArrayOutputStream(body.length / 4);
        try (var zip = new GZIPOutputStream(bytes)) {
            zip.write(body);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
