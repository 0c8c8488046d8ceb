/// Clusters of agents, each a process of its own, as an operator would run them: Starling's and
/// those of others, spoken to by their own interfaces.
@NullMarked
package io.starling.bench.agents;

import org.jspecify.annotations.NullMarked;
