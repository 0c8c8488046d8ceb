package io.starling.gossip.node;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Part;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.wire.PacketCodec;
import io.starling.gossip.wire.PartCodec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The one place that encodes, packs and sends datagrams.
///
/// Parts for the same target wait until the loop has done what it was doing, then share datagrams;
/// the room that is left carries rumors. So nothing waits for a tick, and a burst fills its
/// datagrams.
///
/// Confined to the node's loop.
final class Outbox implements PartSender {

    /// Fills what is left of a datagram.
    @FunctionalInterface
    interface Piggyback {
        List<byte[]> take(int bytesMax);
    }

    private final NodeRuntime runtime;
    private final PacketCodec codec;
    private final int datagramBytesMax;
    private final int queuedBytesMax;
    private final Map<Endpoint, Batch> batches = new LinkedHashMap<>(0);
    private Piggyback piggyback = _ -> List.of();
    private long queuedBytes;
    private boolean flushing;

    /// @param queuedBytesMax beyond it parts are dropped and counted
    Outbox(NodeRuntime runtime, PacketCodec codec, int datagramBytesMax, int queuedBytesMax) {
        this.runtime = runtime;
        this.codec = codec;
        this.datagramBytesMax = Math.min(datagramBytesMax, runtime.transport().datagramBytesMax());
        this.queuedBytesMax = queuedBytesMax;
    }

    void piggyback(Piggyback source) {
        piggyback = source;
    }

    /// The largest encoded part that fits a datagram.
    int partBytesMax() {
        return datagramBytesMax - codec.overheadBytes(true);
    }

    @Override
    public long queuedBytes() {
        return queuedBytes;
    }

    @Override
    public void send(Endpoint target, Part part) {
        send(target, PartCodec.encode(part));
    }

    /// Like [#send], and the datagram names this node's pool in clear text: so that a stranger who
    /// gets it can say whom it came from.
    void introduce(Endpoint target, Part part) {
        send(target, PartCodec.encode(part));
        var batch = batches.get(target);
        if (batch != null) {
            batch.labelled = true;
        }
    }

    /// Rumors only: nothing rides on them.
    void sendRumors(Endpoint target, List<byte[]> encoded) {
        encoded.forEach(part -> send(target, part));
        bare(target);
    }

    /// Like [#introduce], and nothing rides on it: for somebody who may not be a member.
    void sendBare(Endpoint target, Part part) {
        introduce(target, part);
        bare(target);
    }

    private void bare(Endpoint target) {
        var batch = batches.get(target);
        if (batch != null) {
            batch.bare = true;
        }
    }

    private void send(Endpoint target, byte[] part) {
        if (part.length > partBytesMax()) {
            runtime.observer().count(Counter.PARTS_OVERSIZE);
            return;
        }
        if (queuedBytes + part.length > queuedBytesMax) {
            runtime.observer().count(Counter.PARTS_DROPPED);
            return;
        }
        batches.computeIfAbsent(target, _ -> new Batch()).parts.add(part);
        queuedBytes += part.length;
        if (!flushing) {
            flushing = true;
            runtime.scheduler().execute(this::flush);
        }
    }

    /// Sends everything now.
    void flush() {
        flushing = false;
        if (batches.isEmpty()) {
            return;
        }
        var sending = List.copyOf(batches.entrySet());
        batches.clear();
        queuedBytes = 0;
        sending.forEach(batch -> pack(batch.getKey(), batch.getValue()));
    }

    private void pack(Endpoint target, Batch batch) {
        int room = datagramBytesMax - codec.overheadBytes(batch.labelled);
        var datagram = new ArrayList<byte[]>(batch.parts.size());
        int bytes = 0;
        for (var part : batch.parts) {
            if (bytes + part.length > room) {
                transmit(target, codec.encode(datagram, batch.labelled));
                datagram.clear();
                bytes = 0;
            }
            datagram.add(part);
            bytes += part.length;
        }
        if (!batch.bare) {
            datagram.addAll(piggyback.take(room - bytes));
        }
        transmit(target, codec.encode(datagram, batch.labelled));
    }

    private void transmit(Endpoint target, byte[] datagram) {
        runtime.observer().count(Counter.DATAGRAMS_SENT);
        runtime.observer().count(Counter.DATAGRAM_BYTES_SENT, datagram.length);
        runtime.transport().send(target, datagram);
    }

    private static final class Batch {
        private final List<byte[]> parts = new ArrayList<>(2);
        private boolean labelled;
        private boolean bare;
    }
}
