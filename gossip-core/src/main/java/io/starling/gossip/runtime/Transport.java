package io.starling.gossip.runtime;

import io.starling.gossip.model.Endpoint;

import java.time.Duration;
import java.util.function.Consumer;

/// Moves bytes. Moving bytes, not objects, lets the simulator exercise the codec and the size
/// limits too. Loop only.
public interface Transport extends AutoCloseable {
    /// Of a frame of an exchange, in either direction. A longer one is refused by its declared
    /// length, before memory is set aside for it.
    int FRAME_BYTES_MAX = 1 << 20;

    /// Where this transport is bound. May be a wildcard address.
    Endpoint localEndpoint();

    /// The largest datagram that [#send] takes.
    int datagramBytesMax();

    /// Starts handing over what arrives. Called once.
    void listen(Listener listener);

    /// Why a transport that is bound here cannot speak with `target`, which is of the other address
    /// family.
    static String otherFamily(Endpoint bound, Endpoint target) {
        return "%s cannot be reached: this node is bound to %s, which speaks %s alone; bind :: to speak both"
                .formatted(target, bound, bound.isIpv4() ? "IPv4" : "IPv6");
    }

    /// Best effort: may lose, repeat or reorder, and never throws for what the network does. Never
    /// blocks. What is for the other address family is not sent but counted.
    ///
    /// @throws IllegalArgumentException if the datagram is larger than [#datagramBytesMax]
    void send(Endpoint target, byte[] datagram);

    /// One request, one reply, over a stream. `onReply` runs on the loop exactly once, within
    /// `timeout`, never inside this call. With a target of the other address family it fails at
    /// once: a stream alone might get through, and then nothing else would.
    ///
    /// @param request at most [#FRAME_BYTES_MAX] bytes; not to be changed afterwards
    /// @throws IllegalArgumentException if the request is larger; nothing was sent
    void exchange(Endpoint target, byte[] request, Duration timeout, Consumer<Reply> onReply);

    /// Ends every exchange as failed; a later [#exchange] fails too, a later [#send] does nothing.
    /// Idempotent.
    @Override
    void close();

    /// How an exchange ended.
    sealed interface Reply {
        record Received(byte[] payload) implements Reply {}

        /// @param reason for people; names the address
        record Failed(String reason) implements Reply {}
    }

    /// The node, as the transport sees it. Called on the loop.
    interface Listener {
        void onDatagram(Endpoint source, byte[] datagram);

        /// @param answer to be called at most once, on the loop, now or later, with at most
        ///     [#FRAME_BYTES_MAX] bytes; a second call and one after the requester has gone do
        ///     nothing. An exchange that is never answered is closed at the transport's own time
        ///     limit
        void onRequest(Endpoint source, byte[] request, Consumer<byte[]> answer);
    }
}
