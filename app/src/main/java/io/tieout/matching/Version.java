package io.tieout.matching;

import java.util.Comparator;

/**
 * Version of an entry: the source's own (position, then order), then the mapping that read it.
 *
 * <p>The same source version under a newer mapping is newer: so a mapping bug is repaired by reading
 * the raw record again.
 *
 * @param position where the source's clock or log stood
 * @param order orders what shares a position
 * @param mapping version of the mapping from raw record to entry, from 1
 */
public record Version(long position, long order, int mapping) implements Comparable<Version> {

    /** Older than whatever a source states. */
    static final Version NONE = new Version(Long.MIN_VALUE, 0, 0);

    private static final Comparator<Version> ORDER = Comparator.comparingLong(Version::position)
            .thenComparingLong(Version::order)
            .thenComparingInt(Version::mapping);

    @Override
    public int compareTo(Version other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return position + "." + order + "." + mapping;
    }
}
