/// Bugs put into copies of the node, to show that the campaign sees them. No switch for a bug is
/// in the production code: a class loader changes one method of one class.
@NullMarked
package io.starling.gossip.sim.planted;

import org.jspecify.annotations.NullMarked;
