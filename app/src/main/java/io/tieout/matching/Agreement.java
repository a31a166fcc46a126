package io.tieout.matching;

import java.util.List;

/**
 * The required sides of a case are there and agree.
 *
 * @param entries the entry of each side, in the policy's order of sides
 * @param variance first side less second side, in minor units
 */
public record Agreement(List<Member> entries, Money amount, long variance, Timing timing) {

    /** How the match came about in time. */
    public enum Timing {
        ON_TIME,
        LATE,
        OUTSIDE_WINDOW
    }

    /** True when no number in it differs, so that nobody needs to hear of it again. */
    boolean saysTheSameAs(Agreement other) {
        return variance == other.variance && timing == other.timing && sameMoney(entries, other.entries);
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
