package io.tieout.intake;

import io.tieout.matching.Heard;
import io.tieout.matching.Interval;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the balances of an account's statements prove: a statement that opens with what the one before closed with leaves
 * nothing out between them.
 *
 * <pre>
 *   1 March     2 March     3 March     4 March
 *   100 -> 110  110 -> 95               120 -> 130
 *   |------ covered ------|-- gap: 3 --|- covered -|
 * </pre>
 */
final class BankChain {

    private static final Comparator<BankStatementKnown> ORDER = Comparator.comparing(BankStatementKnown::closesOn)
            .thenComparing(BankStatementKnown::first)
            .thenComparing(BankStatementKnown::closedAt)
            .thenComparing(BankStatementKnown::key);

    /** Days of which no statement tells, by the name of the gap. */
    private final Map<String, Gap> gaps = new LinkedHashMap<>();

    private final @Nullable Heard covered;

    /** @param since when the statement behind it was stated */
    record Gap(String detail, Instant since) {}

    private BankChain(Collection<BankStatementKnown> statements) {
        Map<String, List<BankStatementKnown>> byCurrency = new TreeMap<>();
        statements.stream()
                .sorted(ORDER)
                .forEach(one -> byCurrency
                        .computeIfAbsent(one.currency(), currency -> new ArrayList<>())
                        .add(one));
        Heard all = null;
        boolean first = true;
        for (List<BankStatementKnown> ofOne : byCurrency.values()) {
            Heard heard = walk(ofOne);
            // An account of several currencies is covered where each of them is.
            all = first ? heard : all == null || heard == null ? null : all.common(heard);
            first = false;
        }
        this.covered = all;
    }

    static BankChain of(Collection<BankStatementKnown> statements) {
        return new BankChain(statements);
    }

    /** What is covered, in order; nothing where no statement tells. */
    List<Interval> covered() {
        return covered == null ? List.of() : covered.spans();
    }

    Map<String, Gap> gaps() {
        return gaps;
    }

    private @Nullable Heard walk(List<BankStatementKnown> ordered) {
        Heard heard = null;
        Map<String, Instant> starts = new HashMap<>();
        for (BankStatementKnown one : ordered) {
            Instant start = start(one, ordered, starts);
            starts.put(one.key(), start);
            if (one.whole() && one.holds() && start.isBefore(one.closedAt())) {
                Interval span = new Interval(start, one.closedAt());
                heard = heard == null ? Heard.of(span) : heard.with(span);
            }
        }
        return heard;
    }

    /** From when on the statement, with those it continues, leaves nothing out. */
    private Instant start(BankStatementKnown one, List<BankStatementKnown> all, Map<String, Instant> starts) {
        BankStatementKnown continued = null;
        BankStatementKnown last = null;
        boolean overlaps = false;
        for (BankStatementKnown other : all) {
            if (one.continues(other) && starts.containsKey(other.key())) {
                continued = other;
            }
            if (other.closesOn().isBefore(one.first())) {
                last = other;
            } else if (!other.key().equals(one.key()) && other.first().isBefore(one.first())) {
                overlaps = true;
            }
        }
        if (continued != null) {
            Instant before = starts.get(continued.key());
            return continued.whole() || before == null ? continued.closedAt() : before;
        }
        Instant own = BankStatementKnown.dayStart(one.first());
        if (last == null || overlaps) {
            return own;
        }
        LocalDate missingFrom = last.closesOn().plusDays(1);
        boolean daysBetween = missingFrom.isBefore(one.first());
        LocalDate from = daysBetween ? missingFrom : last.closesOn();
        LocalDate to = daysBetween ? one.first().minusDays(1) : one.first();
        gaps.put(
                one.currency() + " " + (from.equals(to) ? from : from + " to " + to),
                new Gap(
                        "The statement that ends on " + last.closesOn() + " closes with " + last.closing()
                                + ", the next, which begins on " + one.first() + ", opens with " + one.opening()
                                + ". Missing: " + (daysBetween ? "" : "a statement within ")
                                + (from.equals(to) ? from : from + " to " + to)
                                + ". Get it from the bank and put it into the folder.",
                        one.closedAt()));
        // Without a day between, one booking of the first day is missing and nobody knows which.
        return daysBetween ? own : BankStatementKnown.dayStart(one.first().plusDays(1));
    }

    /** Keys of the statements that are of a day with it and in one chain with it: no booking is in two of them. */
    static List<String> beside(BankStatementKnown statement, Collection<BankStatementKnown> others) {
        Set<String> found = new LinkedHashSet<>();
        var toAsk = new ArrayDeque<BankStatementKnown>(List.of(statement));
        while (!toAsk.isEmpty()) {
            BankStatementKnown asked = toAsk.remove();
            for (BankStatementKnown other : others) {
                if (other.currency().equals(asked.currency())
                        && !other.key().equals(statement.key())
                        && asked.isBeside(other)
                        && found.add(other.key())) {
                    toAsk.add(other);
                }
            }
        }
        return List.copyOf(found);
    }
}
