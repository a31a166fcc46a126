package io.tieout.bench;

import java.time.Duration;
import java.util.List;

/**
 * How long answers took, as who asks sees it: over HTTP, one question after the other.
 *
 * @param question what was asked
 * @param open exceptions that are open
 * @param closed cases that are closed beside them
 * @param rounds of each round, the time of every answer
 */
record Latency(String question, int open, int closed, List<List<Duration>> rounds) {

    /** The share of answers that took no longer than this, in milliseconds; median over the rounds. */
    double millis(double share) {
        return BenchReport.median(rounds.stream()
                .map(round -> {
                    List<Duration> sorted = round.stream().sorted().toList();
                    int last = (int) Math.ceil(share * sorted.size()) - 1;
                    return sorted.get(Math.max(0, last)).toNanos() / 1e6;
                })
                .toList());
    }
}
