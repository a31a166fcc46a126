package io.tieout.connect.poll;

import java.time.Duration;
import java.time.Instant;

/** A half-open span of stated time, {@code [start, end)}, in whole seconds, the finest that every provider tells. */
public record Slice(Instant start, Instant end) {

    /** The shortest that can be asked for. */
    public static final Duration SHORTEST = Duration.ofSeconds(1);

    public Slice {
        if (!start.isBefore(end)) {
            throw new IllegalArgumentException("empty slice: " + start + " to " + end);
        }
    }

    public boolean contains(Instant time) {
        return !time.isBefore(start) && time.isBefore(end);
    }

    Duration length() {
        return Duration.between(start, end);
    }
}
