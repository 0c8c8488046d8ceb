/// Tests of the command line, against servers of their own.
@NullMarked
package io.starling.cli.command;

import org.jspecify.annotations.NullMarked;
