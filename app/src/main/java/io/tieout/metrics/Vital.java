package io.tieout.metrics;

/**
 * How one part of this process is.
 *
 * @param state in a word of the part's own, such as {@code restoring}
 * @param detail for a person; empty where the state says it all
 */
public record Vital(String part, Condition condition, String state, String detail) {

    /** Whether a part does its work, and if not, whether waiting helps. */
    public enum Condition {
        /** At work. */
        READY,
        /** Not at work, and on its way there by itself: to restart it would only make that longer. */
        BUSY,
        /** Not at work, and it stays so: restart it, or ask a person. */
        DEAD
    }
}
