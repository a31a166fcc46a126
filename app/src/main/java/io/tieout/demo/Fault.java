package io.tieout.demo;

/** A fault that the trial puts into the product on purpose, to show that it would be found. */
public enum Fault {
    NONE,
    /** Matching lets amounts differ by one minor unit. */
    TOLERANCE,
    /** An account is declared covered days too early. */
    COVERAGE
}
