package io.tieout.demo;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the outcome topics, in the order in which it was read: of each record, what the verdict
 * needs. In words of its own, so that the verdict shares nothing with the code it judges.
 */
record Outcomes(
        List<MatchSeen> matches,
        List<ExceptionSeen> exceptions,
        List<LateSeen> lateArrivals,
        List<CoverageSeen> coverage,
        List<EntrySeen> entries,
        List<String> deadLetters,
        List<String> leaks) {

    Outcomes {
        matches = List.copyOf(matches);
        exceptions = List.copyOf(exceptions);
        lateArrivals = List.copyOf(lateArrivals);
        coverage = List.copyOf(coverage);
        entries = List.copyOf(entries);
        deadLetters = List.copyOf(deadLetters);
        leaks = List.copyOf(leaks);
    }

    /** One record of {@code recon.match.v1}. */
    record MatchSeen(
            String matchId,
            int version,
            String status,
            String policy,
            String correlationId,
            String timing,
            long varianceMinor,
            List<AmountSeen> entries) {

        MatchSeen {
            entries = List.copyOf(entries);
        }

        boolean stands() {
            return status.equals("MATCHED");
        }
    }

    /** One record of {@code recon.exception.v1}. */
    record ExceptionSeen(
            String exceptionId,
            int version,
            String status,
            String reason,
            @Nullable String policy,
            @Nullable String correlationId,
            String detail,
            List<AmountSeen> entries) {

        ExceptionSeen {
            entries = List.copyOf(entries);
        }

        boolean open() {
            return !status.equals("RESOLVED");
        }
    }

    /** One record of {@code recon.late-arrival.v1}. */
    record LateSeen(String entryId, String policy, String correlationId, String kind) {}

    /** One record of {@code recon.coverage.v1}. */
    record CoverageSeen(
            String source,
            String account,
            @Nullable Integer partition,
            @Nullable Instant coveredTo,
            boolean stale,
            List<TotalSeen> totals) {

        CoverageSeen {
            totals = List.copyOf(totals);
        }

        String key() {
            return source + "/" + account + (partition == null ? "" : "#" + partition);
        }
    }

    /** The control total of one policy and currency in one partition. */
    record TotalSeen(
            String policy,
            String currency,
            Sum sent,
            Sum matched,
            Sum excepted,
            Sum open,
            Sum voided,
            Sum before,
            Sum difference) {}

    /** One record of {@code recon.entry.v1}. */
    record EntrySeen(String entryId, String stage, @Nullable AmountSeen amount) {}

    /** An entry and its money. */
    record AmountSeen(String entryId, String currency, long minor) {}

    /** A count and a sum in minor units. */
    record Sum(long count, long minor) {

        static final Sum NONE = new Sum(0, 0);

        Sum plus(Sum other) {
            return new Sum(count + other.count, Math.addExact(minor, other.minor));
        }

        Sum plus(long amount) {
            return plus(new Sum(1, amount));
        }
    }
}
