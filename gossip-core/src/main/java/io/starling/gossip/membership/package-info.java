/// Membership rules. Pure: time and dice are arguments.
@NullMarked
package io.starling.gossip.membership;

import org.jspecify.annotations.NullMarked;
