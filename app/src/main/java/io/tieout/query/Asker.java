package io.tieout.query;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks: somebody, of everything; or another instance, of partitions that it names.
 *
 * @param only partitions to answer from, when another instance asks; null when somebody does
 * @param ofCopy whether to answer from a copy of them
 */
record Asker(@Nullable Set<Integer> only, boolean ofCopy) {

    boolean isInstance() {
        return only != null;
    }

    /** Whether it may be answered from a partition. */
    boolean mayHave(int partition) {
        return only == null || only.contains(partition);
    }
}
