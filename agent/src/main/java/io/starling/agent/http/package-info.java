/// The HTTP door, on Netty. One loop of its own; nothing here blocks.
@NullMarked
package io.starling.agent.http;

import org.jspecify.annotations.NullMarked;
