package io.tieout.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;

/**
 * What one thing costs by the size of what it belongs to, in processor time of the thread that does it: a busy
 * machine makes the run longer, and the figure hardly larger.
 *
 * @param part what was measured
 * @param size members of the group, or open items of the pool
 * @param micros of each round
 */
record Cost(String part, int size, List<Double> micros) {

    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();

    double median() {
        return BenchReport.median(micros);
    }

    /** Processor time of this thread so far, in nanoseconds. */
    static long now() {
        return THREAD.getCurrentThreadCpuTime();
    }

    static double microsEach(long nanos, long things) {
        return nanos / 1e3 / Math.max(1, things);
    }
}
