/// A simulated world: virtual time, one seed, the production node code.
@NullMarked
package io.starling.gossip.sim;

import org.jspecify.annotations.NullMarked;
