package io.tieout.matching;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One declared reconciliation.
 *
 * @param starts entries whose business time is earlier are out of scope, and counted; null for none
 * @param ends what happened from here on is not for it any more; null for none
 * @param sides at least two; the first two are those whose amounts must agree
 * @param shape how its entries meet
 * @param alias which references may stand for others; null where every side uses one name
 * @param window how far apart in business time two entries of a case may lie
 * @param grace reporting delay allowed between business time and stated time
 * @param missing what to say of each required side when it is missing
 * @param retention how long a closed case is kept, measured on coverage
 */
public record Policy(
        String name,
        int version,
        @Nullable Instant starts,
        @Nullable Instant ends,
        String title,
        String owner,
        List<Side> sides,
        Shape shape,
        @Nullable AliasRule alias,
        Tolerance tolerance,
        Duration window,
        Duration grace,
        Map<String, Missing> missing,
        Duration retention) {

    public Policy {
        sides = List.copyOf(sides);
        missing = Map.copyOf(missing);
        if (sides.size() < 2 || sides.get(0).optional() || sides.get(1).optional()) {
            throw new IllegalArgumentException(
                    "Policy " + name + " needs two sides to compare, and the first two must not be optional");
        }
    }

    /** Whether an entry of this business time may still come to it: as the counterpart of one before its end. */
    boolean takes(Instant businessAt) {
        return ends == null || businessAt.isBefore(ends.plus(window));
    }

    /**
     * From when on a source must have been heard to say that what belongs to an entry of this business time is
     * missing: it may have happened a whole window earlier, and have been stated at once.
     */
    public Instant counterpartFrom(Instant businessAt) {
        return businessAt.minus(window);
    }

    /** Whether an incomplete case is one to complain of: one that began after the policy's end is not. */
    boolean complainsOf(Instant earliest) {
        return ends == null || earliest.isBefore(ends);
    }

    /** The side of this name. */
    public Side side(String sideName) {
        for (Side side : sides) {
            if (side.name().equals(sideName)) {
                return side;
            }
        }
        throw new IllegalArgumentException("Policy " + name + " has no side " + sideName);
    }

    /** What to say when this required side is missing. */
    public Missing missing(Side side) {
        Missing saying = missing.get(side.name());
        if (saying == null) {
            throw new IllegalStateException("Policy " + name + " does not say what a missing " + side.name() + " is");
        }
        return saying;
    }
}
