package io.tieout.policy;

import io.tieout.matching.Evidence.Kind;
import io.tieout.matching.EvidenceTable;
import io.tieout.matching.EvidenceTable.DateStep;
import io.tieout.matching.Shape;
import io.tieout.yaml.Block;
import io.tieout.yaml.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a file of {@code shape: pool} says besides. All but {@code pool} may be left out, and each line of the
 * table by itself; then what is shown here holds.
 *
 * <pre>{@code
 * pool: [company, currency]
 * evidence:
 *   structured-reference: 60
 *   reference-in-text: 60
 *   part-of-reference: 30
 *   exact-amount: 40
 *   amount-in-tolerance: 25
 *   similar-amount: 10
 *   counterparty: 30
 *   text: 30
 *   names-another: -40
 *   sum-of-several: -10
 *   date: {3d: 10, 7d: 6, 14d: 3}
 *   accept: 50
 *   strong: 95
 *   margin: 5
 * candidates: 50
 * sums: {members: 5, tries: 20000}
 * offset: false
 * }</pre>
 */
final class PoolKeys {

    private static final int CANDIDATES = 50;
    private static final int MEMBERS = 5;
    private static final int TRIES = 20_000;

    /** Beyond these, one arrival would hold up all others of its pool. */
    private static final int MOST_CANDIDATES = 500;

    private static final int MOST_MEMBERS = 10;
    private static final int MOST_TRIES = 1_000_000;

    private PoolKeys() {}

    static Optional<Shape> read(Block root, Value shape, List<WrittenSide> sides) {
        Optional<List<String>> fields = root.required("pool", "[company, currency]")
                .flatMap(value -> value.sourceWords("field", "[company, currency]"));
        Optional<EvidenceTable> evidence = root.optional("evidence")
                .map(value -> value.block("{exact-amount: 40}").flatMap(PoolKeys::table))
                .orElse(Optional.of(EvidenceTable.STANDARD));
        int candidates = bounded(root.optional("candidates"), CANDIDATES, MOST_CANDIDATES);
        Optional<Block> sums = root.optional("sums").flatMap(value -> value.block("{members: 5, tries: 20000}"));
        int members = bounded(sums.flatMap(block -> block.optional("members")), MEMBERS, MOST_MEMBERS);
        int tries = bounded(sums.flatMap(block -> block.optional("tries")), TRIES, MOST_TRIES);
        sums.ifPresent(Block::close);
        boolean offset = root.optional("offset").flatMap(Value::yesOrNo).orElse(false);
        if (sides.size() > 2) {
            shape.fault("a pool has two sides; a third could only be guessed");
        }
        sides.stream()
                .filter(WrittenSide::optional)
                .forEach(side -> side.at().faultAtKey("a side of a pool is never optional"));
        return fields.isPresent() && evidence.isPresent()
                ? Optional.of(new Shape.Pool(fields.get(), evidence.get(), candidates, members, tries, offset))
                : Optional.empty();
    }

    private static int bounded(Optional<Value> written, int otherwise, int most) {
        Optional<Integer> count = written.flatMap(Value::count);
        if (count.isPresent() && count.get() > most) {
            written.get().fault("is more than " + most + "; one entry would hold up all others of its pool");
        }
        return count.orElse(otherwise);
    }

    private static Optional<EvidenceTable> table(Block block) {
        EvidenceTable standard = EvidenceTable.STANDARD;
        Map<Kind, Integer> points = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            if (kind != Kind.DATE) {
                points.put(kind, points(block.optional(key(kind)), kind));
            }
        }
        List<DateStep> dates = block.optional(key(Kind.DATE))
                .map(value ->
                        value.block("{3d: 10, 7d: 6}").map(PoolKeys::dates).orElse(List.of()))
                .orElse(standard.dates());
        int accept = block.optional("accept").flatMap(Value::count).orElse(standard.accept());
        Optional<Value> strongAt = block.optional("strong");
        int strong = strongAt.flatMap(Value::count).orElse(standard.strong());
        int margin = block.optional("margin").flatMap(Value::count).orElse(standard.margin());
        block.close();
        int weakest = EvidenceTable.weakest(points, dates);
        if (strong <= weakest + margin) {
            String problem = "strong is " + strong + ", but amount, name and date alone reach " + weakest
                    + ": what is strong waits for nobody, so it must be more than that and the margin, at least "
                    + (weakest + margin + 1);
            strongAt.ifPresentOrElse(value -> value.fault(problem), () -> block.fault(problem));
            return Optional.empty();
        }
        return Optional.of(new EvidenceTable(points, dates, accept, strong, margin));
    }

    private static int points(Optional<Value> written, Kind kind) {
        int standard = EvidenceTable.STANDARD.of(kind);
        Optional<Integer> points = written.flatMap(Value::points);
        if (points.isPresent() && points.get() != 0 && (points.get() < 0) != (standard < 0)) {
            written.get()
                    .fault(standard < 0 ? "speaks against: write 0 or less" : "speaks for a match: write 0 or more");
        }
        return points.orElse(standard);
    }

    private static List<DateStep> dates(Block block) {
        var steps = new ArrayList<DateStep>();
        for (Value value : block.all()) {
            Optional<Duration> apart = value.keyAsDuration("3d");
            Optional<Integer> points = value.points();
            if (apart.isPresent() && points.isPresent()) {
                steps.add(new DateStep(apart.get(), points.get()));
            }
        }
        return steps;
    }

    /** As a file writes it: {@code exact-amount}. */
    private static String key(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
