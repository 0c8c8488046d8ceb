/// What to tell next, how often, and how much of it fits. Pure.
@NullMarked
package io.starling.gossip.dissemination;

import org.jspecify.annotations.NullMarked;
