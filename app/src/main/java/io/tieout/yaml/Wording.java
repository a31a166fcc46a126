package io.tieout.yaml;

import java.util.Collection;
import java.util.Optional;

/** How faults speak: one way to quote what stands in a file, and one way to say what was expected. */
public final class Wording {

    private static final int LONGEST_QUOTE = 60;

    private Wording() {}

    /** What the file says, on one line and not at length. */
    public static String quote(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return '"' + (line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "...") + '"';
    }

    /** The word that was most likely meant or, where none is near, all that are known. */
    public static String suggest(Optional<String> nearest, Collection<String> known) {
        return nearest.map(word -> "; did you mean " + word + "?").orElse("; known are " + String.join(", ", known));
    }
}
