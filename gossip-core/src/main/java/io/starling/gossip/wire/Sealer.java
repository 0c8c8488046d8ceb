package io.starling.gossip.wire;

import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.Pool;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Puts bodies behind the node's header, and takes those of others from behind theirs.
///
/// The two codecs of a node share one, because datagrams and frames share one counter: no two of a
/// boot ever have the same, which encryption will rely on. Thread-safe: the counter is atomic and
/// what is remembered of strangers is locked, because frames are sealed and opened off the loop.
public final class Sealer {
    private final Pool pool;
    private final long tag;
    private final Header own;
    private final ForeignPools foreign = new ForeignPools();
    private final AtomicLong counter = new AtomicLong();

    public Sealer(Pool pool, OriginBoot boot) {
        this.pool = pool;
        this.tag = pool.tag();
        this.own = Header.of(pool, boot);
    }

    int overheadBytes(boolean labelled) {
        return labelled ? own.bodyAt() : Header.BYTES;
    }

    /// @param body pieces that make the body when put one after the other
    byte[] seal(List<byte[]> body, boolean labelled) {
        int at = overheadBytes(labelled);
        int bytes = at;
        for (var piece : body) {
            bytes += piece.length;
        }
        var sealed = new byte[bytes];
        own.write(sealed, labelled, counter.incrementAndGet());
        for (var piece : body) {
            System.arraycopy(piece, 0, sealed, at, piece.length);
            at += piece.length;
        }
        Header.putSum(sealed);
        return sealed;
    }

    Opened open(byte[] sealed) {
        var header = new Header(sealed);
        try {
            header.check();
            if (!header.isEncrypted()) {
                header.checkSum();
            }
            if (header.tag() != tag) {
                return refuse(header);
            }
            if (header.isLabelled() && !header.hasLabelOf(own)) {
                // Not printed: it may be anything, and who sends it is either broken or lying.
                throw new MalformedException(
                        "a label that does not belong to our cluster tag, %s".formatted(pool));
            }
            if (header.isEncrypted()) {
                throw new MalformedException(
                        "encrypted with key id %s, but this node has no key"
                                .formatted(Integer.toUnsignedString(header.keyId())));
            }
            return header;
        } catch (MalformedException malformed) {
            return new Opened.Malformed(malformed.reason());
        }
    }

    private Opened refuse(Header header) throws MalformedException {
        if (header.isLabelled()) {
            foreign.witness(header.tag(), header.label());
        }
        return new Opened.Foreign(foreign.reason(header.tag(), pool));
    }

    /// What was found: a [Header] that passed, and behind it a body, or why there is none. The
    /// header is there anyhow; wrapped, it would be one object more for each datagram.
    sealed interface Opened permits Header, Opened.Malformed, Opened.Foreign {
        record Malformed(String reason) implements Opened {}

        record Foreign(String reason) implements Opened {}
    }
}
