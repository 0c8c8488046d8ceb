/// What is remembered of events: which were seen, and their bytes for repair. Pure.
@NullMarked
package io.starling.gossip.retention;

import org.jspecify.annotations.NullMarked;
