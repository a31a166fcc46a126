package io.tieout.matching;

import io.tieout.matching.Case.Status;
import java.util.ArrayList;
import java.util.List;

/**
 * Where every entry that reached matching counts: the other half of the control totals.
 *
 * <p>An entry counts in exactly one bucket, so what the intake sent must equal the sum of the buckets, in
 * count and in minor units. A difference is a lost or doubled entry.
 */
public final class Ledger {

    /** What became of an entry. */
    public enum Bucket {
        MATCHED(0),
        EXCEPTED(1),
        OPEN(2),
        /** Void, of an unrequired case, or past retention. */
        VOID(3),
        BEFORE_COVERAGE(4);

        private final int slot;

        Bucket(int slot) {
            this.slot = slot;
        }

        /** Its place in kept totals, which must never change. */
        public int slot() {
            return slot;
        }
    }

    /** Totals are kept for each of these. */
    public record Key(AccountId account, String policy, String currency) {}

    /** One entry, or one change of the totals. */
    public record Line(Key key, Bucket bucket, long count, long minor) {

        Line negated() {
            return new Line(key, bucket, -count, -minor);
        }
    }

    /** The lines of one case. */
    public record Tally(List<Line> lines) {

        public static final Tally NOTHING = new Tally(List.of());

        public Tally {
            lines = List.copyOf(lines);
        }

        /** What to add to the totals when a case that counted like this counts like {@code after} now. */
        public List<Line> changeTo(Tally after) {
            if (lines.equals(after.lines)) {
                return List.of();
            }
            var change = new ArrayList<Line>(lines.size() + after.lines.size());
            lines.forEach(line -> change.add(line.negated()));
            change.addAll(after.lines);
            return change;
        }

        /** The same entries once their case is forgotten. */
        public Tally forgotten() {
            return new Tally(lines.stream()
                    .map(line -> new Line(line.key(), Bucket.VOID, line.count(), line.minor()))
                    .toList());
        }
    }

    private Ledger() {}

    static Tally tally(Policy policy, Case current, Standing standing) {
        var lines = new ArrayList<Line>(current.members().size());
        for (Member member : current.members()) {
            lines.add(line(policy.name(), member, bucket(member, standing), 1, member.amount()));
        }
        return new Tally(lines);
    }

    /** One line for a member. */
    public static Line line(String policy, Member member, Bucket bucket, long count, Money amount) {
        return new Line(new Key(member.id().accountId(), policy, amount.currency()), bucket, count, amount.minor());
    }

    private static Bucket bucket(Member member, Standing standing) {
        if (member.voided()) {
            return Bucket.VOID;
        }
        Status status = standing.status();
        return switch (status) {
            case MATCHED -> {
                Agreement match = standing.match();
                yield match != null && match.entries().contains(member) ? Bucket.MATCHED : Bucket.EXCEPTED;
            }
            case EXCEPTED, OVERDUE -> Bucket.EXCEPTED;
            case OPEN, AWAITING_COVERAGE -> Bucket.OPEN;
            case BEFORE_COVERAGE -> Bucket.BEFORE_COVERAGE;
            case UNREQUIRED, VOID -> Bucket.VOID;
        };
    }
}
