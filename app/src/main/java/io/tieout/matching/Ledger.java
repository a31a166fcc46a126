package io.tieout.matching;

import io.tieout.matching.Case.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

        /** The same change in as few lines as it takes, none for what stays. */
        public List<Line> netChangeTo(Tally after) {
            var change = new ArrayList<Line>(lines.size());
            lines.forEach(line -> add(change, line.negated()));
            after.lines.forEach(line -> add(change, line));
            change.removeIf(line -> line.count() == 0 && line.minor() == 0);
            return change;
        }

        private static void add(List<Line> sums, Line line) {
            for (int i = 0; i < sums.size(); i++) {
                Line sum = sums.get(i);
                if (sum.bucket() == line.bucket() && sum.key().equals(line.key())) {
                    sums.set(
                            i,
                            new Line(
                                    sum.key(),
                                    sum.bucket(),
                                    sum.count() + line.count(),
                                    Math.addExact(sum.minor(), line.minor())));
                    return;
                }
            }
            sums.add(line);
        }

        /** The same entries once their case is forgotten. */
        public Tally forgotten() {
            return new Tally(lines.stream()
                    .map(line -> new Line(line.key(), Bucket.VOID, line.count(), line.minor()))
                    .toList());
        }
    }

    /** What came, less what is counted of it: the rest. */
    public static final class Balance {
        private final Map<Key, long[]> rest = new LinkedHashMap<>();

        /** An arrival: a first version adds an entry, a later one changes its amount. */
        public Balance(Arrival arrival) {
            if (arrival instanceof Arrival.Placement placement) {
                Money replaced = placement.replaced();
                if (replaced != null) {
                    add(line(placement.policy(), placement.member(), Bucket.VOID, 1, replaced), -1);
                }
                add(
                        line(
                                placement.policy(),
                                placement.member(),
                                Bucket.VOID,
                                1,
                                placement.member().amount()),
                        1);
            }
        }

        /** So much of it is counted. */
        public void subtract(Line change) {
            add(change, -1);
        }

        private void add(Line line, int sign) {
            long[] sum = rest.computeIfAbsent(line.key(), key -> new long[2]);
            sum[0] += sign * line.count();
            sum[1] = Math.addExact(sum[1], Math.multiplyExact(sign, line.minor()));
        }

        /** What is not counted yet, as lines of one bucket. */
        public List<Line> left(Bucket bucket) {
            return rest.entrySet().stream()
                    .filter(one -> one.getValue()[0] != 0 || one.getValue()[1] != 0)
                    .map(one -> new Line(one.getKey(), bucket, one.getValue()[0], one.getValue()[1]))
                    .toList();
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
        Agreement match = standing.match();
        boolean beside = match != null && !match.entries().contains(member);
        return beside ? Bucket.EXCEPTED : bucket(standing.status());
    }

    /** Where an entry of a case counts that stands like this. */
    static Bucket bucket(Status status) {
        return switch (status) {
            case MATCHED -> Bucket.MATCHED;
            case EXCEPTED, OVERDUE -> Bucket.EXCEPTED;
            case OPEN, AWAITING_COVERAGE -> Bucket.OPEN;
            case BEFORE_COVERAGE -> Bucket.BEFORE_COVERAGE;
            case UNREQUIRED, VOID -> Bucket.VOID;
        };
    }
}
