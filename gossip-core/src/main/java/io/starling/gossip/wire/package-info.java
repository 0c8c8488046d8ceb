/// Bytes to model and back. Malformed input is a value, never an exception.
@NullMarked
package io.starling.gossip.wire;

import org.jspecify.annotations.NullMarked;
