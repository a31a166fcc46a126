package io.tieout.offline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Input files cannot be used as they are: the message names every fault found, one a line. */
public final class InputFaults extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InputFaults(String message) {
        super(message);
    }

    /** Collects faults up to a number that a person reads. */
    static final class Collected {
        private static final int ENOUGH = 20;

        private final List<String> found = new ArrayList<>();

        void add(Path file, long line, String problem) {
            found.add(file + ":" + line + ": " + problem);
        }

        boolean enough() {
            return found.size() >= ENOUGH;
        }

        void throwIfAny() {
            if (!found.isEmpty()) {
                throw new InputFaults(String.join("\n", found) + (enough() ? "\nThe rest was not looked at." : "")
                        + "\nNothing was written.");
            }
        }
    }
}
