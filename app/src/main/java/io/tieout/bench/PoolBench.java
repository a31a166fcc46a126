package io.tieout.bench;

import io.tieout.matching.Arrival;
import io.tieout.matching.Interval;
import io.tieout.matching.Policy;
import io.tieout.policy.PolicyFiles;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What an entry costs by how many lie open in its pool: it arrives, and it is settled once its window was heard. */
final class PoolBench {

    private static final int[] SIZES = {1_000, 10_000, 100_000, 1_000_000};
    private static final int[] QUICK = {1_000, 5_000};

    private final Options options;
    private final PrintWriter progress;
    private final BenchReport report;
    private final Policy policy = PolicyFiles.offered().get(0);

    PoolBench(Options options, PrintWriter progress, BenchReport report) {
        this.options = options;
        this.progress = progress;
        this.report = report;
    }

    void run() {
        int[] sizes = options.quick() ? QUICK : SIZES;
        int measured = options.quick() ? 1_000 : 20_000;
        round(1_000, measured);
        var costs = new ArrayList<List<Double>>();
        for (int i = 0; i < sizes.length; i++) {
            costs.add(new ArrayList<>());
        }
        for (int round = 0; round < options.rounds(); round++) {
            for (int i = 0; i < sizes.length; i++) {
                double cost = round(sizes[i], measured);
                costs.get(i).add(cost);
                progress.printf(Locale.ROOT, "%,d open in one pool: %.1f us an entry%n", sizes[i], cost);
                progress.flush();
            }
        }
        for (int i = 0; i < sizes.length; i++) {
            report.add(new Cost("pool: an entry arrives and is settled", sizes[i], costs.get(i)));
        }
    }

    private double round(int open, int measured) {
        try (var opened = Desks.open(policy, Set.of(PoolLoad.BANK, PoolLoad.BOOKS))) {
            var desk = opened.desk();
            var load = new PoolLoad(policy);
            String pool = policy.name() + "|USD";
            for (int i = 0; i < open; i++) {
                desk.arrive(pool, load.open(i));
            }
            long matchesBefore = desk.matches();
            long start = Cost.now();
            for (int i = 0; i < measured / 2; i++) {
                for (Arrival arrival : load.pair(i)) {
                    desk.arrive(pool, arrival);
                }
            }
            Instant until =
                    PoolLoad.DAY.plus(policy.window()).plus(policy.grace()).plus(Duration.ofDays(2));
            desk.heard(PoolLoad.BANK, new Interval(null, until));
            desk.heard(PoolLoad.BOOKS, new Interval(null, until));
            desk.drain(2_000);
            long end = Cost.now();
            if (desk.matches() == matchesBefore) {
                throw new BenchFailure("No pair of a pool with " + open + " open entries was matched");
            }
            return Cost.microsEach(end - start, measured);
        }
    }
}
