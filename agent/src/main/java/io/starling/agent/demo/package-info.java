/// A cluster on this machine in one process, to look at and to play with.
@NullMarked
package io.starling.agent.demo;

import org.jspecify.annotations.NullMarked;
