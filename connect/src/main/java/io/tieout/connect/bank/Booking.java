package io.tieout.connect.bank;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a statement: what the bank booked, or announces to book.
 *
 * @param line of the file where it begins
 * @param amount in is positive
 * @param bookingDate null where the bank states none
 * @param reversal the bank says that it takes an earlier booking back; the amount has its own sign already
 * @param batchSize how many payments the bank says that it holds; 0 where it does not
 * @param balanceAfter of the account, where the bank states it at each booking
 * @param details the payments of it, where the bank lists them
 */
public record Booking(
        long line,
        Amount amount,
        Status status,
        @Nullable LocalDate bookingDate,
        @Nullable LocalDate valueDate,
        boolean reversal,
        Stated stated,
        int batchSize,
        @Nullable Amount balanceAfter,
        List<Detail> details) {

    /** Whether the money moved. */
    public enum Status {
        BOOKED,
        PENDING,
        /** Told without being booked, now or later. */
        INFORMATION
    }

    public Booking {
        details = List.copyOf(details);
    }
}
