package io.starling.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One side of a plot: what it shows, in which unit, from where to where. Immutable.
///
/// @param min above 0 on a logarithmic axis
/// @param max above `min`
/// @param whole whether only whole numbers have a meaning on it
public record Axis(String label, double min, double max, boolean logarithmic, boolean whole) {
    private static final int TICKS = 5;

    public Axis {
        if (!(max > min) || logarithmic && !(min > 0)) {
            throw new IllegalArgumentException(
                    "an axis goes upward, and a logarithmic one begins above 0; was %s..%s"
                            .formatted(min, max));
        }
    }

    /// From 0 to a round number at or above `max`.
    public static Axis linear(String label, double max) {
        double top = max > 0 ? max : 1;
        double step = roundStep(top);
        return new Axis(label, 0, Math.ceil(top / step - 1e-9) * step, false, false);
    }

    /// Whole decades around what is shown.
    public static Axis logarithmic(String label, double min, double max) {
        double least = Math.pow(10, Math.floor(Math.log10(min) + 1e-9));
        double most = Math.pow(10, Math.ceil(Math.log10(max) - 1e-9));
        return new Axis(label, least, most > least ? most : least * 10, true, false);
    }

    /// Whole numbers from 0 on, with room for a bar at each.
    public static Axis counted(String label, int max) {
        return new Axis(label, -0.6, max + 0.6, false, true);
    }

    /// @return 0 at the least value and 1 at the greatest; outside of it beyond
    double place(double value) {
        return logarithmic
                ? Math.log(value / min) / Math.log(max / min)
                : (value - min) / (max - min);
    }

    boolean shows(double value) {
        return value >= min && value <= max;
    }

    List<Double> ticks() {
        var ticks = new ArrayList<Double>();
        if (logarithmic) {
            // Every other decade where there are many.
            int stride = Math.log10(max / min) > 6.5 ? 2 : 1;
            for (double tick = min; tick <= max * 1.0001; tick *= Math.pow(10, stride)) {
                ticks.add(tick);
            }
        } else if (whole) {
            double step = Math.max(1, roundStep(max - min));
            for (double tick = 0; tick <= max; tick += step) {
                ticks.add(tick);
            }
        } else {
            double step = roundStep(max - min);
            for (int i = 0; min + i * step <= max * (1 + 1e-9); i++) {
                ticks.add(min + i * step);
            }
        }
        return ticks;
    }

    /// 1, 2 or 5 times a power of ten, so that about five make the range.
    private static double roundStep(double range) {
        double rough = range / TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double times = rough / power;
        return power * (times <= 1.5 ? 1 : times <= 3 ? 2 : times <= 7 ? 5 : 10);
    }

    /// `0.25`, `20`, `10 k`: as short as it stays exact.
    static String text(double value) {
        if (value >= 1e6 && value % 1e5 == 0) {
            return number(value / 1e6) + " M";
        }
        if (value >= 1e4 && value % 100 == 0) {
            return number(value / 1e3) + " k";
        }
        return number(value);
    }

    private static String number(double value) {
        var text = String.format(Locale.ROOT, "%.4f", value);
        return text.replaceFirst("\\.?0+$", "");
    }
}
