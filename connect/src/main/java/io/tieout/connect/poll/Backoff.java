package io.tieout.connect.poll;

import java.time.Duration;

/** Waits that double from the first to the longest: with 1 s and 60 s: 1, 2, 4, 8, 16, 32, 60, 60 ... */
public record Backoff(Duration first, Duration longest) {

    private static final int MOST_DOUBLINGS = 30;

    /** @param failures in a row, one or more */
    public Duration after(int failures) {
        var wait = first.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        return wait.compareTo(longest) < 0 ? wait : longest;
    }
}
