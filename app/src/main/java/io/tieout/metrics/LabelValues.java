package io.tieout.metrics;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The values that a label may have: those that are known before, and of others as many as there is room for. What
 * comes after is called {@code other}, so that no input can make a process hold series without end.
 */
final class LabelValues {

    static final String OTHER = "other";

    private final Set<String> values = ConcurrentHashMap.newKeySet();
    private final int most;

    LabelValues(Collection<String> known, int room) {
        values.addAll(known);
        this.most = known.size() + room;
    }

    String of(String value) {
        if (values.contains(value)) {
            return value;
        }
        if (values.size() < most) {
            values.add(value);
            return value;
        }
        return OTHER;
    }
}
