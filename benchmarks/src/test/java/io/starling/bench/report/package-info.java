@NullMarked
package io.starling.bench.report;

import org.jspecify.annotations.NullMarked;
