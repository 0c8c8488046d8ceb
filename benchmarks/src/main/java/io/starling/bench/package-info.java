/// Measurements: real sockets in one process, and simulated clusters.
@NullMarked
package io.starling.bench;

import org.jspecify.annotations.NullMarked;
