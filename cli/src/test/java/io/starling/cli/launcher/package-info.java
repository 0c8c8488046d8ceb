/// Tests of the launcher script, as a process.
@NullMarked
package io.starling.cli.launcher;

import org.jspecify.annotations.NullMarked;
