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
        if (options.parts().contains(Part.PAIR)) {
            try {
                new PairBench(options, clock, progress, report).run();
            } catch (BenchFailure failure) {
                report.failed(failure);
                progress.println(failure.getMessage());
            }
        }
        return report;
    }
}
