/// Finding the nodes of the local network by multicast DNS.
@NullMarked
package io.starling.agent.discover;

import org.jspecify.annotations.NullMarked;
