/// Tests of the command line, against servers of their own.
@NullMarked
package io.starling.cli;

import org.jspecify.annotations.NullMarked;
