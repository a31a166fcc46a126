package io.tieout.offline;

import io.tieout.matching.AccountId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What came of a run.
 *
 * @param entries how many were read
 * @param accounts everybody who spoke
 * @param heardTo the end past which everybody spoke; null when only stated coverage counted
 * @param matches that stand at the end
 * @param openExceptions at the end, by reason
 * @param lines of each topic
 */
public record Summary(
        long entries,
        List<AccountId> accounts,
        @Nullable Instant heardTo,
        long matches,
        long lateArrivals,
        SortedMap<String, Long> openExceptions,
        Map<String, Long> lines) {}
