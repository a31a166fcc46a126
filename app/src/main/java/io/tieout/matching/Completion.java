package io.tieout.matching;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the entries of one side say that the other members of their group are all there.
 *
 * <p>A mark says that the source has finished: {@code where: {reconciliation_status: completed}} of a payout.
 * It does not say that we have read what it has finished, so sums that differ still wait for the deadline. A
 * control total says how many there are: {@code counts: {movements: movement_count}}; when so many are here,
 * sums that differ are a finding at once (GroupTest).
 *
 * @param side the side whose entries say it
 * @param where attributes that must have these values
 * @param counts by name of the counted side: the attribute that says how many entries it has
 */
public record Completion(String side, Map<String, String> where, Map<String, String> counts) {

    public Completion {
        where = Map.copyOf(where);
        counts = Map.copyOf(counts);
        if (where.isEmpty() && counts.isEmpty()) {
            throw new IllegalArgumentException("A completion without a mark and without counts is never reached");
        }
    }

    /** What the entry promises; null when it does not, or is of another side. */
    @Nullable
    Promise promise(Side of, Entry entry) {
        if (!of.name().equals(side) || !entry.attributes().entrySet().containsAll(where.entrySet())) {
            return null;
        }
        var promised = new HashMap<String, Long>();
        for (Map.Entry<String, String> counted : counts.entrySet()) {
            String written = entry.attributes().get(counted.getValue());
            if (written == null || !written.matches("[0-9]{1,15}")) {
                return null;
            }
            promised.put(counted.getKey(), Long.valueOf(written));
        }
        return new Promise(promised);
    }
}
