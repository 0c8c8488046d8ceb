/// Reports of measurements: one page of HTML with plots in it, and the figures beside it. Knows
/// nothing of what is measured.
@NullMarked
package io.starling.bench.report;

import org.jspecify.annotations.NullMarked;
