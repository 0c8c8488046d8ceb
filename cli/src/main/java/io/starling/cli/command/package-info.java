/// The verbs, one file each.
@NullMarked
package io.starling.cli.command;

import org.jspecify.annotations.NullMarked;
