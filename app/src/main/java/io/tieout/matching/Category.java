package io.tieout.matching;

/** What kind of trouble an exception is: a closed list. */
public enum Category {
    /** The entry cannot be placed as it is. */
    VALIDATION,
    /** The way from the source to here is disturbed. */
    TRANSPORT,
    /** Two sources contradict each other. */
    DATA_INTEGRITY,
    /** Something that should follow has not come. */
    DEPENDENCY,
    /** It came, but not when it should. */
    TIMING
}
