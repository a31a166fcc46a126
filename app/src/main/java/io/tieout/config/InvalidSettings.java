package io.tieout.config;

import java.util.List;

/** Settings that cannot be used; every problem is named, not only the first. */
public final class InvalidSettings extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    /** Problems as sentences for people. They never hold the value of a secret. */
    public InvalidSettings(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** Each problem: which setting, where it was written, what was expected. */
    public List<String> problems() {
        return problems;
    }
}
