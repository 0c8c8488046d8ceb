/// Events as consumers see them: the ring of the newest ones, its index, and those who wait for a
/// change. Confined to the HTTP loop; nothing here knows a socket.
@NullMarked
package io.starling.agent.event;

import org.jspecify.annotations.NullMarked;
