package io.tieout.doctor;

/**
 * One thing that was looked at.
 *
 * @param part of what: {@code kafka}, {@code topics}, {@code registry}, {@code odoo}, {@code connect},
 *     {@code webhooks}, {@code coverage}, {@code clock}
 * @param what is so, in a sentence
 * @param mend what to do about it; empty when there is nothing to do
 */
public record Finding(Level level, String part, String what, String mend) {

    /** How bad it is, in ascending order. */
    public enum Level {
        OK,
        /** It works, and will hurt one day. */
        WARN,
        /** It does not work, or breaks a promise. */
        FAIL,
        /** It does not answer, so nobody knows. */
        UNREACHABLE
    }

    public static Finding ok(String part, String what) {
        return new Finding(Level.OK, part, what, "");
    }

    public static Finding warn(String part, String what, String mend) {
        return new Finding(Level.WARN, part, what, mend);
    }

    public static Finding fail(String part, String what, String mend) {
        return new Finding(Level.FAIL, part, what, mend);
    }

    public static Finding unreachable(String part, String what, String mend) {
        return new Finding(Level.UNREACHABLE, part, what, mend);
    }
}
