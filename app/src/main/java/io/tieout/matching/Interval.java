package io.tieout.matching;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Stated time without a gap, as the maker of a raw topic states it: everything that an account stated within has
 * been read.
 *
 * @param from start, included; null for ever
 * @param to end, not included: what is stated at {@code to} itself may still come
 */
public record Interval(@Nullable Instant from, Instant to) {

    /** What lies in both; null when nothing does. */
    @Nullable
    Interval common(Interval other) {
        Instant latest = from == null ? other.from : other.from == null || from.isAfter(other.from) ? from : other.from;
        Instant earliest = to.isBefore(other.to) ? to : other.to;
        return latest != null && latest.isAfter(earliest) ? null : new Interval(latest, earliest);
    }

    /** Both together, where no time lies between them; null otherwise. */
    @Nullable
    Interval together(Interval other) {
        if (!startsBy(other.to) || !other.startsBy(to)) {
            return null;
        }
        Instant earliest = from == null || other.from == null ? null : from.isBefore(other.from) ? from : other.from;
        return new Interval(earliest, to.isAfter(other.to) ? to : other.to);
    }

    boolean startsBy(Instant instant) {
        return from == null || !from.isAfter(instant);
    }

    boolean passed(Instant instant) {
        return to.isAfter(instant);
    }
}
