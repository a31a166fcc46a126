package io.tieout.connect;

import java.util.List;

/** Why a connector or a task failed, found in the stack trace by which a Connect worker says it. */
public final class WorkerFailure {

    private static final String CAUSE = "Caused by: ";

    /** What the worker itself puts around a failure; it says only that there was one. */
    private static final List<String> WRAPPERS = List.of(": Exiting", ": Tolerance exceeded");

    private WorkerFailure() {}

    /**
     * The failure in one line: what was thrown, or, where the worker has only wrapped it, the innermost cause.
     *
     * @param trace empty where the worker says none
     */
    public static String reason(String trace) {
        String thrown = trace.lines().findFirst().orElse("no reason given");
        if (WRAPPERS.stream().noneMatch(thrown::contains)) {
            return thrown;
        }
        return trace.lines()
                .filter(line -> line.startsWith(CAUSE))
                .reduce((outer, inner) -> inner)
                .map(line -> line.substring(CAUSE.length()))
                .orElse(thrown);
    }
}
