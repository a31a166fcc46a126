package io.tieout.matching;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Stated time within which everything an account stated has been read.
 *
 * @param from start, included; null for ever
 * @param to end, not included: what is stated at {@code to} itself may still come
 */
public record Interval(@Nullable Instant from, Instant to) {

    /**
     * Both together: {@code from} moves back with a back-fill, {@code to} forward; neither ever shrinks, so
     * what was missing by the older is missing by the newer.
     *
     * <p>A newer one that begins after this one ends leaves a gap, in which nobody knows what was stated.
     * It counts for nothing until a statement closes the gap; until then cases wait, and nothing is called missing.
     */
    public Interval extendedBy(Interval newer) {
        if (newer.from != null && newer.from.isAfter(to)) {
            return this;
        }
        Instant earliest = from == null || newer.from == null ? null : from.isBefore(newer.from) ? from : newer.from;
        return new Interval(earliest, to.isAfter(newer.to) ? to : newer.to);
    }

    /** What lies in both; null when nothing does. */
    public @Nullable Interval common(Interval other) {
        Instant latest = from == null ? other.from : other.from == null || from.isAfter(other.from) ? from : other.from;
        Instant earliest = to.isBefore(other.to) ? to : other.to;
        return latest != null && latest.isAfter(earliest) ? null : new Interval(latest, earliest);
    }

    /**
     * When something stated at this instant could be known, if it is read only now: at once, or, if this
     * interval had promised that everything stated then was read already, at its end. What a back-fill
     * reads from before {@code from} breaks no promise.
     */
    public Instant knownAt(Instant statedAt) {
        return startsBy(statedAt) && passed(statedAt) ? to : statedAt;
    }

    boolean startsBy(Instant instant) {
        return from == null || !from.isAfter(instant);
    }

    boolean passed(Instant instant) {
        return to.isAfter(instant);
    }
}
