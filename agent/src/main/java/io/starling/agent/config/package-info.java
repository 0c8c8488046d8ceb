/// Settings: where they come from, what they may be, and every problem with them at once.
@NullMarked
package io.starling.agent.config;

import org.jspecify.annotations.NullMarked;
