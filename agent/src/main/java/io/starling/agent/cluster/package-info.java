/// The agent's view of the gossip core: the few calls it makes, which address to advertise,
/// joining.
@NullMarked
package io.starling.agent.cluster;

import org.jspecify.annotations.NullMarked;
