package io.starling.gossip.cast;

import io.starling.gossip.model.Arc;
import io.starling.gossip.model.Member;

import java.util.Optional;

/// A piece of an arc and who is to see to it.
///
/// @param members how many are known in it
/// @param second sees to it as well, where a second copy is worth its price
record Run(Arc arc, int members, Member first, Optional<Member> second) {}
