/// The real world: Netty sockets, one event loop, real time. Netty's types stay inside.
@NullMarked
package io.starling.gossip.netty;

import org.jspecify.annotations.NullMarked;
