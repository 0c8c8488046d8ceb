/// JMH benchmarks of what a node does thousands of times a second. They use the core as anybody
/// could, so nothing in it is opened for them.
@NullMarked
package io.starling.bench.micro;

import org.jspecify.annotations.NullMarked;
