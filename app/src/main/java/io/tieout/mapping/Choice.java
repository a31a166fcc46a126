package io.tieout.mapping;

import io.tieout.config.NearestName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A word that a mapping states for every row, or looks up by a value of the row.
 *
 * @param by the value that decides; null where {@code always} stands for every row
 * @param table what each value means
 */
public record Choice<T>(
        @Nullable Pick by, Map<String, T> table, @Nullable T always) {

    static <T> Choice<T> always(T value) {
        return new Choice<>(null, Map.of(), value);
    }

    /**
     * What it is for this row.
     *
     * @throws MismatchException when the table does not have the value: nothing is guessed
     */
    public T of(Row row) throws MismatchException {
        if (by == null) {
            if (always == null) {
                throw new IllegalStateException("A choice has a table or one word for all");
            }
            return always;
        }
        String value = by.required(row);
        T meant = table.get(value);
        if (meant == null) {
            var known = List.copyOf(new TreeMap<>(table).keySet());
            throw by.fault("is " + Pick.quoted(value) + ", which the table does not have"
                    + NearestName.of(value, known)
                            .map(name -> "; did you mean " + name + "?")
                            .orElse("; known are " + String.join(", ", known)));
        }
        return meant;
    }
}
