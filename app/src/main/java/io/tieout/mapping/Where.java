package io.tieout.mapping;

import java.util.Map;
import java.util.Set;

/**
 * Conditions that a row meets when all of them hold.
 *
 * @param values for each value of the row, the texts that it may be; the empty text stands for an absent value
 */
public record Where(Map<Pick, Set<String>> values) {

    /** Whether the row meets all of them. */
    public boolean holds(Row row) throws MismatchException {
        for (var condition : values.entrySet()) {
            String value = condition.getKey().text(row).orElse("");
            if (!condition.getValue().contains(value)) {
                return false;
            }
        }
        return true;
    }
}
