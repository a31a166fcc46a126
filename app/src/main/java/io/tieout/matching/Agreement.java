package io.tieout.matching;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The required sides of a case are there and agree.
 *
 * @param entries the entry of each side, in the policy's order of sides; of a group the first of many
 * @param amount what the first side adds up to
 * @param variance first side less second side, in minor units
 * @param many what they add up to, where the entries may be too many to list; null for a pair
 * @param evidence what carried the match in a pool; empty where the correlation id did
 */
public record Agreement(
        List<Member> entries,
        Money amount,
        long variance,
        Timing timing,
        @Nullable Many many,
        List<Evidence> evidence) {

    public Agreement {
        evidence = List.copyOf(evidence);
    }

    /** The entries of a pair, which are all. */
    Agreement(List<Member> entries, Money amount, long variance, Timing timing) {
        this(entries, amount, variance, timing, null, List.of());
    }

    /** A group, whose correlation id carries it. */
    Agreement(List<Member> entries, Money amount, long variance, Timing timing, @Nullable Many many) {
        this(entries, amount, variance, timing, many, List.of());
    }

    /**
     * All entries of a group.
     *
     * @param newest stated time of the newest version that it rests on, of entries that left included
     */
    public record Many(List<SideTotal> totals, Instant newest) {

        /** How many entries there are. */
        long count() {
            return totals.stream().mapToLong(SideTotal::count).sum();
        }
    }

    /** How the match came about in time. */
    public enum Timing {
        ON_TIME,
        LATE,
        OUTSIDE_WINDOW
    }

    /** Totals of its entries, side by side in the policy's order. */
    public List<SideTotal> totals(Policy policy) {
        return many == null ? SideTotal.of(policy, entries) : many.totals();
    }

    /** How many entries it has in all. */
    public long count() {
        return many == null ? entries.size() : many.count();
    }

    /** Stated time of the newest entry version that it rests on. */
    public Instant newest() {
        if (many != null) {
            return many.newest();
        }
        Instant newest = entries.get(0).statedAt();
        for (Member entry : entries) {
            newest = entry.statedAt().isAfter(newest) ? entry.statedAt() : newest;
        }
        return newest;
    }

    Agreement listing(List<Member> listed) {
        return new Agreement(listed, amount, variance, timing, many);
    }

    /** True when no number in it differs, so that nobody needs to hear of it again. */
    boolean saysTheSameAs(Agreement other) {
        return variance == other.variance && timing == other.timing && sameEntries(other);
    }

    private boolean sameEntries(Agreement other) {
        return (many == null || other.many == null)
                ? sameMoney(entries, other.entries)
                : many.totals().equals(other.many.totals());
    }

    static boolean sameMoney(List<Member> some, List<Member> others) {
        if (some.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < some.size(); i++) {
            Member one = some.get(i);
            Member other = others.get(i);
            if (!one.id().equals(other.id())
                    || !one.amount().equals(other.amount())
                    || !one.side().equals(other.side())) {
                return false;
            }
        }
        return true;
    }
}
