/// Watches: what is run when an event comes or a member changes. A watch hears on the node's loop,
/// keeps what it heard in a queue of its own, and runs its handler on virtual threads; neither the
/// node's loop nor the HTTP loop ever waits for one.
@NullMarked
package io.starling.agent.watch;

import org.jspecify.annotations.NullMarked;
