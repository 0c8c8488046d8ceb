/// The words: records for facts, enums and sealed interfaces for choices. Everything here is
/// immutable.
@NullMarked
package io.starling.gossip.model;

import org.jspecify.annotations.NullMarked;
