package io.tieout.connect.odoo;

/**
 * One thing that a check looked at.
 *
 * @param subject what was looked at, e.g. {@code wal_level}
 * @param found what is the case, in words for a person
 * @param mend what to do about it; empty if nothing
 */
public record Finding(Level level, String subject, String found, String mend) {

    /** How bad it is. */
    public enum Level {
        OK,
        WARNING,
        ERROR
    }

    static Finding ok(String subject, String found) {
        return new Finding(Level.OK, subject, found, "");
    }

    static Finding warning(String subject, String found, String mend) {
        return new Finding(Level.WARNING, subject, found, mend);
    }

    static Finding error(String subject, String found, String mend) {
        return new Finding(Level.ERROR, subject, found, mend);
    }
}
