package io.tieout.demo;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the product must say about one correlation id, and beyond which it must say nothing.
 *
 * @param match the match as it must stand in the end, or null when there must never have been one
 * @param exceptions reasons that must have been raised, with the status that must stay
 * @param late entries that must be late arrivals
 */
record Expectation(
        PlannedOrder order,
        String policy,
        String correlationId,
        @Nullable ExpectedMatch match,
        Map<String, String> exceptions,
        Set<String> late) {

    static final String OPEN = "OPEN";
    static final String RESOLVED = "RESOLVED";

    Expectation {
        exceptions = Map.copyOf(exceptions);
        late = Set.copyOf(late);
    }

    /**
     * A match to be found.
     *
     * @param entries ids of the entries that it must have, no more and no less
     */
    record ExpectedMatch(String status, String timing, Set<String> entries) {

        static final String MATCHED = "MATCHED";
        static final String REVOKED = "REVOKED";
        static final String ON_TIME = "ON_TIME";
        static final String LATE = "LATE";

        ExpectedMatch {
            entries = Set.copyOf(entries);
        }
    }
}
