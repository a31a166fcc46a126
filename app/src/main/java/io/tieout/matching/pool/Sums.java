package io.tieout.matching.pool;

import java.util.ArrayList;
import java.util.List;

/** Looks for the entries of which an amount is the sum, and gives up at a bound rather than guess. */
final class Sums {

    private final int members;
    private final int most;
    private final List<List<Integer>> found = new ArrayList<>();
    private int triesLeft;
    private boolean exhausted;

    /**
     * @param members how many parts a sum may have
     * @param tries how many sums are tried
     * @param most how many different sums are of use: with more the amount says nothing
     */
    Sums(int members, int tries, int most) {
        this.members = members;
        this.triesLeft = tries;
        this.most = most;
    }

    /** Whether a bound was hit, so that there may be sums that were not found. */
    boolean exhausted() {
        return exhausted;
    }

    /**
     * Every choice of two or more parts that add up to the whole, as their positions.
     *
     * @param parts amounts of the sign of the whole, the largest first
     */
    List<List<Integer>> of(long whole, List<Long> parts) {
        long[] amounts = parts.stream().mapToLong(Math::abs).toArray();
        long[] rest = new long[amounts.length + 1];
        for (int i = amounts.length - 1; i >= 0; i--) {
            rest[i] = saturated(rest[i + 1], amounts[i]);
        }
        search(Math.abs(whole), amounts, rest, 0, new ArrayList<>(members));
        return exhausted ? List.of() : List.copyOf(found);
    }

    private static long saturated(long one, long other) {
        long sum = one + other;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    private void search(long missing, long[] amounts, long[] rest, int from, List<Integer> chosen) {
        if (missing == 0) {
            if (chosen.size() > 1) {
                found.add(List.copyOf(chosen));
                exhausted |= found.size() > most;
            }
            return;
        }
        for (int i = from; i < amounts.length && chosen.size() < members && rest[i] >= missing && !exhausted; i++) {
            if (amounts[i] == 0 || amounts[i] > missing) {
                continue;
            }
            if (triesLeft-- == 0) {
                exhausted = true;
                return;
            }
            chosen.add(i);
            search(missing - amounts[i], amounts, rest, i + 1, chosen);
            chosen.remove(chosen.size() - 1);
        }
    }
}
