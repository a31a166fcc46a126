package io.tieout.matching;

import io.tieout.matching.Evidence.Kind;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What each kind of evidence is worth in a pool, and how much of it carries a match.
 *
 * @param points by kind, {@link Kind#DATE} apart; kinds that speak against have negative points
 * @param dates points for dates that are at most so far apart, the nearest first
 * @param accept points that a match needs
 * @param strong points from which a match does not wait until coverage has passed the window
 * @param margin how far a choice must lead over every other; what leads by less is no choice but a tie
 */
public record EvidenceTable(Map<Kind, Integer> points, List<DateStep> dates, int accept, int strong, int margin) {

    /** Points for dates that are at most so far apart. */
    public record DateStep(Duration apart, int points) {}

    /** What holds where a policy does not say otherwise. */
    public static final EvidenceTable STANDARD = new EvidenceTable(
            Map.of(
                    Kind.STRUCTURED_REFERENCE, 60,
                    Kind.REFERENCE_IN_TEXT, 60,
                    Kind.PART_OF_REFERENCE, 30,
                    Kind.EXACT_AMOUNT, 40,
                    Kind.AMOUNT_IN_TOLERANCE, 25,
                    Kind.SIMILAR_AMOUNT, 10,
                    Kind.COUNTERPARTY, 30,
                    Kind.TEXT, 30,
                    Kind.NAMES_ANOTHER, -40,
                    Kind.SUM_OF_SEVERAL, -10),
            List.of(
                    new DateStep(Duration.ofDays(3), 10),
                    new DateStep(Duration.ofDays(7), 6),
                    new DateStep(Duration.ofDays(14), 3)),
            50,
            95,
            5);

    public EvidenceTable {
        points = Map.copyOf(new EnumMap<>(points));
        dates = dates.stream().sorted(Comparator.comparing(DateStep::apart)).toList();
        if (margin < 1) {
            throw new IllegalArgumentException("Without a margin two equal candidates would both be chosen");
        }
        if (strong <= weakest(points, dates) + margin) {
            throw new IllegalArgumentException("A choice without a reference must never look strong");
        }
    }

    /** Points of a kind; 0 where the table does not name it. */
    public int of(Kind kind) {
        return points.getOrDefault(kind, 0);
    }

    /** Points for dates so far apart. */
    public int ofDates(Duration apart) {
        for (DateStep step : dates) {
            if (apart.compareTo(step.apart()) <= 0) {
                return step.points();
            }
        }
        return 0;
    }

    /** The most that evidence can reach without a whole reference: what is strong must lie beyond it, with the margin. */
    public static int weakest(Map<Kind, Integer> points, List<DateStep> dates) {
        int names = Math.max(points.getOrDefault(Kind.COUNTERPARTY, 0), points.getOrDefault(Kind.TEXT, 0));
        int amounts =
                Math.max(points.getOrDefault(Kind.EXACT_AMOUNT, 0), points.getOrDefault(Kind.AMOUNT_IN_TOLERANCE, 0));
        int date = dates.stream().mapToInt(DateStep::points).max().orElse(0);
        return names + amounts + date;
    }
}
