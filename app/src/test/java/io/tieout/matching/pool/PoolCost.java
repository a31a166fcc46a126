package io.tieout.matching.pool;

import io.tieout.bench.PoolLoad;
import io.tieout.matching.Arrival;
import io.tieout.matching.Coverage;
import io.tieout.matching.EntryId;
import io.tieout.matching.Interval;
import io.tieout.matching.Policy;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** Measures what an entry costs, in time of the processor, the core in pools of so many open entries: a number for each, as arguments. */
public final class PoolCost {

    private static final int MEASURED = 20_000;
    private static final ThreadMXBean PROCESSOR = ManagementFactory.getThreadMXBean();

    private PoolCost() {}

    public static void main(String[] sizes) {
        for (String size : sizes) {
            measure(Integer.parseInt(size));
        }
    }

    private static void measure(int open) {
        Policy policy = PoolPolicies.bankLines();
        var matcher = new PoolMatcher(policy);
        var pool = new HeldPool();
        var load = new PoolLoad(policy);
        Coverage coverage = Coverage.of(Set.of(PoolLoad.BANK, PoolLoad.BOOKS), Set.of());
        for (int i = 0; i < open; i++) {
            matcher.arrive(pool, load.open(i), coverage);
        }
        long start = PROCESSOR.getCurrentThreadCpuTime();
        for (int i = 0; i < MEASURED / 2; i++) {
            for (Arrival arrival : load.pair(i)) {
                matcher.arrive(pool, arrival, coverage);
            }
        }
        long arrived = PROCESSOR.getCurrentThreadCpuTime();
        Instant until = PoolLoad.DAY.plus(policy.window()).plus(policy.grace()).plus(Duration.ofDays(2));
        Coverage later =
                coverage.with(PoolLoad.BANK, new Interval(null, until)).with(PoolLoad.BOOKS, new Interval(null, until));
        int due = 0;
        for (EntryId id : pool.due(PoolStore.Queue.WAITING, until, Integer.MAX_VALUE)) {
            matcher.expire(pool, id, later);
            due++;
        }
        long end = PROCESSOR.getCurrentThreadCpuTime();
        long matched =
                pool.items().stream().filter(item -> item.chosen() != null).count();
        System.out.printf(
                "%d open: %.1f us an arrival, %.1f us when due (%d due, %d of %d settled), together %.1f us an"
                        + " entry%n",
                open,
                (arrived - start) / 1_000.0 / MEASURED,
                (end - arrived) / 1_000.0 / due,
                due,
                matched,
                MEASURED,
                (end - start) / 1_000.0 / MEASURED);
    }
}
