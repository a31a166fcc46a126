package io.tieout.bench;

import io.tieout.bench.Options.Part;
import java.io.PrintWriter;
import java.time.InstantSource;

/** The benchmark as a whole. */
public final class Bench {

    private final Options options;
    private final InstantSource clock;
    private final PrintWriter progress;

    /** @param progress told what has been measured so far */
    public Bench(Options options, InstantSource clock, PrintWriter progress) {
        this.options = options;
        this.clock = clock;
        this.progress = progress;
    }

    /** Measures; a part whose outcomes were wrong stands in the report as such, and the rest is measured all the same. */
    public BenchReport run() throws InterruptedException {
        var report = new BenchReport(clock.instant(), options);
        measure(Part.CORE, report, () -> new CoreBench(options, progress, report).run());
        measure(Part.PAIR, report, () -> new PairBench(options, clock, progress, report).run());
        measure(Part.GROUP, report, () -> new GroupBench(options, progress, report).run());
        measure(Part.POOL, report, () -> new PoolBench(options, progress, report).run());
        measure(Part.RESTART, report, () -> new RestartBench(options, clock, progress, report).run());
        measure(Part.ODOO, report, () -> new OdooBench(options, clock, progress, report).run());
        measure(Part.QUERY, report, () -> new QueryBench(options, clock, progress, report).run());
        return report;
    }

    private interface Measurement {
        void run() throws InterruptedException;
    }

    private void measure(Part part, BenchReport report, Measurement measurement) throws InterruptedException {
        if (!options.parts().contains(part)) {
            return;
        }
        try {
            measurement.run();
        } catch (BenchFailure failure) {
            report.failed(failure);
            progress.println(failure.getMessage());
            progress.flush();
        }
    }
}
