package io.tieout.bench;

import io.tieout.matching.Arrival;
import io.tieout.matching.Case;
import io.tieout.matching.Coverage;
import io.tieout.matching.Decision;
import io.tieout.matching.Interval;
import io.tieout.matching.Matcher;
import io.tieout.matching.Outcome;
import io.tieout.matching.Placer;
import io.tieout.matching.Policy;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** How many pair decisions the pure core makes on one processor: no Kafka, no store, no bytes. */
final class CoreBench {

    private static final int PAIRS = 20_000;

    private final Options options;
    private final PrintWriter progress;
    private final BenchReport report;

    CoreBench(Options options, PrintWriter progress, BenchReport report) {
        this.options = options;
        this.progress = progress;
        this.report = report;
    }

    void run() {
        var workload = new Workload(options.seed(), PAIRS, PAIRS);
        Policy policy = workload.policy();
        var matcher = new Matcher(policy);
        var placer = new Placer(List.of(policy));
        Coverage coverage = Coverage.of(Workload.accounts(), Set.of())
                .with(Workload.BOOKS, new Interval(null, Workload.at(0)))
                .with(Workload.PROVIDER, new Interval(null, Workload.at(0)));
        var books = new ArrayList<Arrival>();
        var provider = new ArrayList<Arrival>();
        for (int pair = 0; pair < PAIRS; pair++) {
            books.add(arrival(placer, workload, pair, true));
            provider.add(arrival(placer, workload, pair, false));
        }
        int repeats = options.quick() ? 5 : 100;
        decide(matcher, books, provider, coverage, repeats);
        var micros = new ArrayList<Double>();
        for (int round = 0; round < options.rounds(); round++) {
            long start = Cost.now();
            decide(matcher, books, provider, coverage, repeats);
            double each = Cost.microsEach(Cost.now() - start, 2L * PAIRS * repeats);
            micros.add(each);
            progress.printf(Locale.ROOT, "core: %,.0f decisions a second and processor%n", 1e6 / each);
            progress.flush();
        }
        report.add(new Cost("core: a pair decision", 1, micros));
    }

    private static Arrival arrival(Placer placer, Workload workload, int pair, boolean books) {
        var entry = workload.entry(pair, pair, books);
        return placer.place(null, entry, List.of(), entry.statedAt(), entry.statedAt())
                .arrivals()
                .get(0);
    }

    private static void decide(
            Matcher matcher, List<Arrival> books, List<Arrival> provider, Coverage coverage, int repeats) {
        long matches = 0;
        for (int repeat = 0; repeat < repeats; repeat++) {
            for (int pair = 0; pair < books.size(); pair++) {
                Arrival first = books.get(pair);
                Case absent = Case.absent(first.policy(), first.correlationId());
                Decision opened = matcher.arrive(absent, first, coverage);
                Decision closed = matcher.arrive(opened.after(), provider.get(pair), coverage);
                for (Outcome outcome : closed.outcomes()) {
                    matches += outcome instanceof Outcome.MatchChanged ? 1 : 0;
                }
            }
        }
        if (matches != (long) repeats * books.size()) {
            throw new BenchFailure("The core made " + matches + " matches of " + (long) repeats * books.size());
        }
    }
}
