package io.tieout.connect.stripe;

import java.time.Duration;
import java.time.Instant;

/** A half-open span of stated time, {@code [start, end)}, in whole seconds as Stripe's {@code created} is. */
record Slice(Instant start, Instant end) {

    /** The shortest that can be asked for. */
    static final Duration SHORTEST = Duration.ofSeconds(1);

    Slice {
        if (!start.isBefore(end)) {
            throw new IllegalArgumentException("empty slice: " + start + " to " + end);
        }
    }

    boolean contains(Instant time) {
        return !time.isBefore(start) && time.isBefore(end);
    }

    Duration length() {
        return Duration.between(start, end);
    }
}
