package io.tieout.matching;

/** How much an exception matters. */
public enum Severity {
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL
}
