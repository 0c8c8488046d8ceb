package io.starling.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// The figures of two kinds, in the order of the repetitions.
final class Scores {
    private static final String ROW = "%-36s %28s %28s %24s%n";

    private final Map<Measure, List<Double>> theirs = new EnumMap<>(Measure.class);
    private final Map<Measure, List<Double>> ours = new EnumMap<>(Measure.class);

    void add(Kind kind, Measure measure, double value) {
        of(kind).computeIfAbsent(measure, _ -> new ArrayList<>()).add(value);
        System.out.printf(
                Locale.ROOT,
                "  %s: %s %." + measure.digits() + "f%n",
                kind.name().toLowerCase(Locale.ROOT),
                measure.text(),
                value);
    }

    private Map<Measure, List<Double>> of(Kind kind) {
        return switch (kind) {
            case SERF -> theirs;
            case STARLING -> ours;
        };
    }

    /// Medians with the least and the most, and the ratio of each pair of the same repetition.
    void print() {
        System.out.printf(
                "%n" + ROW, "median (least..most)", "serf", "starling", "serf / starling");
        for (var measure : Measure.values()) {
            if (theirs.containsKey(measure) && ours.containsKey(measure)) {
                System.out.printf(
                        ROW,
                        measure.text(),
                        text(Kind.SERF, measure),
                        text(Kind.STARLING, measure),
                        ratio(measure).text(ratio(measure).median() < 10 ? 2 : 0));
            }
        }
    }

    private String text(Kind kind, Measure measure) {
        return spread(of(kind).getOrDefault(measure, List.of())).text(measure.digits());
    }

    Spread ratio(Measure measure) {
        var left = theirs.getOrDefault(measure, List.of());
        var right = ours.getOrDefault(measure, List.of());
        return Spread.of(
                IntStream.range(0, Math.min(left.size(), right.size()))
                        .mapToDouble(i -> left.get(i) / right.get(i)));
    }

    private static Spread spread(List<Double> values) {
        return Spread.of(values.stream().mapToDouble(Double::doubleValue));
    }
}
