/// Numbers: their names in one place, and the bridge from the core's observer port to Micrometer.
@NullMarked
package io.starling.agent.metrics;

import org.jspecify.annotations.NullMarked;
