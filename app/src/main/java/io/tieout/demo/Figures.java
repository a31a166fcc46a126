package io.tieout.demo;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/**
 * What was measured on the way.
 *
 * @param wallTime from the start of the stack to the verdict
 * @param weekTime of that, the simulated week
 * @param startUp of each part, in the order of starting
 * @param underLoad from the commit that completed a pair to its match, while the week ran in bursts
 * @param atRest the same for orders of a steady trickle after the verdict, on an otherwise idle stack
 * @param residentKib resident memory of this process and of each child
 */
record Figures(
        Duration wallTime,
        Duration weekTime,
        Map<String, Duration> startUp,
        long commits,
        long webhooks,
        long webhooksRefused,
        long pollRequests,
        Latency underLoad,
        Latency atRest,
        Map<String, Long> residentKib) {

    /** A sample of durations. */
    record Latency(int count, Duration median, Duration p99, Duration longest) {

        static Latency of(long[] nanos) {
            if (nanos.length == 0) {
                return new Latency(0, Duration.ZERO, Duration.ZERO, Duration.ZERO);
            }
            long[] sorted = nanos.clone();
            Arrays.sort(sorted);
            return new Latency(
                    sorted.length,
                    Duration.ofNanos(sorted[(sorted.length - 1) / 2]),
                    Duration.ofNanos(sorted[(int) Math.ceil(sorted.length * 0.99) - 1]),
                    Duration.ofNanos(sorted[sorted.length - 1]));
        }
    }
}
