package io.tieout.connect.bank;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What an account held.
 *
 * @param code in the words of the format: {@code OPBD}, {@code 60F}, {@code 015}
 * @param date null where none is stated
 */
public record Balance(
        Kind kind, String code, Amount amount, @Nullable LocalDate date, long line) {

    /** What a balance is of. */
    public enum Kind {
        OPENING,
        CLOSING,
        /** At the beginning of a page that is not the first. */
        INTERIM_OPENING,
        /** At the end of a page that is not the last. */
        INTERIM_CLOSING,
        /** Booked at some time in between, or with no place in the chain. */
        INTERIM,
        AVAILABLE_OPENING,
        AVAILABLE_CLOSING,
        AVAILABLE_INTERIM,
        AVAILABLE_FORWARD,
        OTHER
    }
}
