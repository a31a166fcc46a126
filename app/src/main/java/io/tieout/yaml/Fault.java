package io.tieout.yaml;

import java.util.Comparator;

/**
 * One thing that is wrong in a policy file. As text: {@code card.yaml:12: window: "24x" is no duration}.
 *
 * @param file the file as the reader was given it
 * @param line from 1; 0 where the fault is of the file as a whole
 * @param column from 1; 0 where the fault is of the file as a whole
 * @param field the keys on the way there, such as {@code sides.books.stage}; empty where no field is at fault
 * @param problem what is wrong and what to write instead
 */
public record Fault(String file, int line, int column, String field, String problem) implements Comparable<Fault> {

    private static final Comparator<Fault> BY_PLACE = Comparator.comparing(Fault::file)
            .thenComparingInt(Fault::line)
            .thenComparingInt(Fault::column)
            .thenComparing(Fault::field)
            .thenComparing(Fault::problem);

    @Override
    public int compareTo(Fault other) {
        return BY_PLACE.compare(this, other);
    }

    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + ": " + (field.isEmpty() ? "" : field + ": ") + problem;
    }
}
