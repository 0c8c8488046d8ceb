/// Bytes to model and back. Malformed input is a value, never an exception.
///
/// Outside in: [PacketCodec] and [StreamCodec] make and read whole datagrams and frames; `Sealer`
/// and `Header` know the clear bytes in front, the readers walk the Protocol Buffers behind them,
/// and `ModelWriter` builds those. What the bytes mean, for people: `docs/protocol.md`.
///
/// Why the readers walk the bytes although there are generated classes: a generated parser builds
/// the whole message, and keeps every field that it does not know, before the first limit can be
/// checked. A frame of 1 MiB made of unknown fields takes 180 MiB there, more than an agent's
/// heap; here what is unknown costs nothing, and the first row that breaks a limit ends it. It
/// also lets the copy of a known event go by unread, and those are most of what a node receives.
/// Field numbers come from the generated classes, and the tests hold both ways of reading against
/// each other.
@NullMarked
package io.starling.gossip.wire;

import org.jspecify.annotations.NullMarked;
