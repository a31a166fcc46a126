package io.tieout.connect.bank;

/**
 * Something that a statement says of itself, looked at. One that does not hold is a finding.
 *
 * @param name which check
 * @param line where it was found
 * @param text what was expected and what is there
 */
public record Check(Name name, boolean holds, long line, String text) {

    /** What can be looked at. */
    public enum Name {
        /** Opening balance and bookings make the closing balance. */
        BALANCE,
        /** The opening balance is the closing balance of the statement before. */
        BALANCE_CHAIN,
        /** The balance that is stated at a booking. */
        RUNNING_BALANCE,
        /** A number of records, entries or payments. */
        COUNT,
        /** A total that the bank states. */
        CONTROL_TOTAL,
        /** The payments of a batch make the booking. */
        BATCH_TOTAL,
        /** An amount is a whole number of minor units. */
        AMOUNT_PRECISION,
        /** A currency is one of ISO 4217. */
        CURRENCY,
        /** A date is one of the calendar. */
        DATE,
        /** An amount bears a sign where the format has none. */
        SIGN,
        /** Something that the format requires is there. */
        PRESENT
    }
}
