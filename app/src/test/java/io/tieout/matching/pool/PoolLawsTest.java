package io.tieout.matching.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.tieout.matching.Clues;
import io.tieout.matching.EntryId;
import io.tieout.matching.EvidenceTable;
import io.tieout.matching.Money;
import io.tieout.matching.Policy;
import io.tieout.matching.Reason;
import io.tieout.matching.Reference;
import io.tieout.matching.Shape;
import io.tieout.matching.Tolerance;
import io.tieout.matching.pool.PoolStory.Covers;
import io.tieout.matching.pool.PoolStory.Ending;
import io.tieout.matching.pool.PoolStory.Line;
import io.tieout.matching.pool.PoolStory.Says;
import io.tieout.matching.pool.PoolStory.Takes;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The laws of matching for pools, over generated histories: whatever comes, in whatever order it is read, the end
 * is what an oracle says that sees everything at once.
 *
 * <p>{@code -Dtieout.histories=1000000 -Dtieout.seed=7} tries more and others.
 */
class PoolLawsTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<String> NAMES =
            List.of("Harbor Supply", "Harbor Global", "Apex Digital", "Oakwood Trading", "");
    private static final List<Long> AMOUNTS = List.of(100L, 200L, 300L, 500L, 1_000L, 5_021L, 524L, -100L, -300L);

    /** Where one name pays several amounts at once. */
    private static final List<Long> WHOLES = List.of(300L, 500L, 700L);

    private static final List<Long> PARTS = List.of(100L, 200L, 400L, 900L);

    private static Policy policy(Random random) {
        return PoolPolicies.pool(
                new Shape.Pool(
                        List.of("currency"),
                        EvidenceTable.STANDARD,
                        2 + random.nextInt(3),
                        1 + random.nextInt(3),
                        10_000,
                        random.nextBoolean()),
                random.nextInt(3) == 0
                        ? new Tolerance(Map.of(), new BigDecimal("0.05"), BigDecimal.ZERO)
                        : Tolerance.NONE,
                Duration.ofDays(5 + random.nextInt(10)));
    }

    @Test
    void holdOverGeneratedHistories() {
        int histories = Integer.getInteger("tieout.histories", 10_000) / 5;
        long seed = Long.getLong("tieout.seed", 1);
        Map<Object, Integer> seen = new HashMap<>();
        for (long i = seed; i < seed + histories; i++) {
            String objection = objection(i, new Random(i).nextInt(14) + 2, seen);
            if (objection != null) {
                fail("History " + i + "\n" + smallest(i));
            }
        }
        assertThat(seen.keySet())
                .as("what the histories brought about")
                .contains(
                        Reason.AMBIGUOUS,
                        Reason.SEARCH_LIMIT,
                        Reason.AMOUNT_MISMATCH,
                        Reason.COUNTERPART_MISSING,
                        "pairs",
                        "sums",
                        "offsets");
    }

    private static String smallest(long seed) {
        for (int size = 1; size < 20; size++) {
            String objection = objection(seed, size, new HashMap<>());
            if (objection != null) {
                return "cut to " + size + " lines a log: " + objection;
            }
        }
        return "not reproduced";
    }

    private static @Nullable String objection(long seed, int size, Map<Object, Integer> seen) {
        var random = new Random(seed);
        Policy policy = policy(random);
        boolean complete = random.nextInt(3) > 0;
        boolean sums = random.nextInt(4) == 0;
        List<Line> bank = log("bank", "main", "line", random, size, complete, sums ? WHOLES : AMOUNTS);
        List<Line> books = log("odoo", "books", "item", random, size, complete, sums ? PARTS : AMOUNTS);
        PoolStory story = new PoolStory(policy).tell(bank, books, new Random(seed), false);
        PoolStory other = new PoolStory(policy).tell(bank, books, new Random(seed + 1), random.nextBoolean());
        Ending expected = story.expected();
        note(story, seen);
        for (PoolStory one : List.of(story, other)) {
            Ending ending = one.ending();
            // A match was made and broken on the way, or was never made: it gives way when its deadline passes.
            ending.open().values().removeIf(reason -> reason == Reason.MATCH_BROKEN);
            if (!ending.equals(expected)) {
                return "expected " + expected + "\nbut is   " + ending + "\n" + policy.shape() + " " + policy.window()
                        + "\n" + one.told();
            }
            String objection = one.objection();
            if (objection != null) {
                return objection + "\n" + one.told();
            }
        }
        return story.timings().equals(other.timings())
                ? null
                : "timings " + story.timings() + " and " + other.timings() + "\n" + story.told();
    }

    private static void note(PoolStory story, Map<Object, Integer> seen) {
        story.ending().open().values().forEach(reason -> seen.merge(reason, 1, Integer::sum));
        story.pool().items().forEach(item -> {
            Option chosen = item.chosen();
            if (chosen != null) {
                seen.merge(chosen.kind().name().toLowerCase(java.util.Locale.ROOT) + "s", 1, Integer::sum);
            }
        });
    }

    /** What one log says: entries, newer versions, withdrawals, and how far it has spoken; late now and then. */
    private static List<Line> log(
            String source,
            String account,
            String object,
            Random random,
            int size,
            boolean complete,
            List<Long> amounts) {
        var lines = new ArrayList<Says>();
        for (int i = 0; i < size; i++) {
            EntryId id = new EntryId(source, account, object, object.charAt(0) + "" + random.nextInt(size));
            Instant at = START.plus(Duration.ofDays(random.nextInt(30)));
            int delay = random.nextInt(10) == 0 ? random.nextInt(60) : random.nextInt(3);
            lines.add(new Says(id, 0, amount(random, amounts), at, at.plus(Duration.ofDays(delay)), clues(random)));
        }
        lines.sort(Comparator.comparing(Says::statedAt));
        var log = new ArrayList<Line>();
        long position = 0;
        // Most logs are heard from ever; some begin, or begin anew behind a gap.
        Instant from = null;
        for (Says line : lines) {
            position++;
            if (random.nextInt(4) == 0) {
                Instant late = line.statedAt().minus(Duration.ofDays(random.nextInt(20) == 0 ? -1 : 0));
                from = random.nextInt(10) == 0 ? START.plus(Duration.ofDays(random.nextInt(40))) : from;
                log.add(new Covers(from == null || from.isBefore(late) ? from : late, late));
            }
            if (random.nextInt(8) == 0) {
                log.add(new Takes(line.id(), position, line.statedAt()));
            } else {
                log.add(new Says(line.id(), position, line.amount(), line.businessAt(), line.statedAt(), line.clues()));
            }
        }
        log.add(new Covers(from, START.plus(Duration.ofDays(complete ? 400 : 50 + random.nextInt(30)))));
        return log;
    }

    private static Money amount(Random random, List<Long> amounts) {
        return new Money(
                amounts.get(random.nextInt(amounts.size())) + (random.nextInt(6) == 0 ? 3 : 0),
                random.nextInt(8) == 0 ? "EUR" : "USD");
    }

    private static Clues clues(Random random) {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        String number = random.nextInt(3) == 0 ? " INV-100" + random.nextInt(6) : "";
        List<Reference> references =
                random.nextInt(3) == 0 ? List.of(new Reference("DOCUMENT", "INV-100" + random.nextInt(6))) : List.of();
        return new Clues(references, random.nextInt(4) == 0 ? name : null, name + number);
    }
}
