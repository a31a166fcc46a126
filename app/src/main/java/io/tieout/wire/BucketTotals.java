package io.tieout.wire;

import io.tieout.matching.Ledger.Bucket;
import io.tieout.matching.Ledger.Line;

/**
 * Totals of a matching partition for one account, policy and currency, by {@link Bucket}.
 *
 * @param beyondRetention entries that came after their case may have been forgotten; counted in VOID
 */
public record BucketTotals(long[] counts, long[] minors, long beyondRetention) {

    public static BucketTotals zero() {
        int buckets = Bucket.values().length;
        return new BucketTotals(new long[buckets], new long[buckets], 0);
    }

    /** Counts a line: these totals change. */
    public void add(Line line) {
        int bucket = line.bucket().slot();
        counts[bucket] += line.count();
        minors[bucket] = Math.addExact(minors[bucket], line.minor());
    }

    public BucketTotals oneBeyondRetention() {
        return new BucketTotals(counts, minors, beyondRetention + 1);
    }

    public long count(Bucket bucket) {
        return counts[bucket.slot()];
    }

    public long minor(Bucket bucket) {
        return minors[bucket.slot()];
    }

    public long count() {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    public long minor() {
        long sum = 0;
        for (long minor : minors) {
            sum = Math.addExact(sum, minor);
        }
        return sum;
    }
}
