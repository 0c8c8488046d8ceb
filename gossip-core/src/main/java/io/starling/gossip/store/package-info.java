/// Records on the storage port: what a node remembers across restarts.
@NullMarked
package io.starling.gossip.store;

import org.jspecify.annotations.NullMarked;
