package io.tieout.matching;

import java.util.Map;

/**
 * An entry says that the members of its group are all there, or will be.
 *
 * @param counts how many, by name of the side; none where the source gives no number
 */
public record Promise(Map<String, Long> counts) {

    public Promise {
        counts = Map.copyOf(counts);
    }
}
