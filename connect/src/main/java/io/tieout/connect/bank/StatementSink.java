package io.tieout.connect.bank;

import java.util.List;

/** Takes what a reader reads, in the order of the file: for each statement it is opened, booked any number of times, closed. */
public interface StatementSink {

    /** Takes nothing: for a look whether a file can be read. */
    StatementSink NONE = new StatementSink() {
        @Override
        public void opened(Statement statement) {
            // Only readability counts.
        }

        @Override
        public void booked(Booking booking) {
            // Only readability counts.
        }

        @Override
        public void closed(List<Balance> balances, List<Check> checks) {
            // Only readability counts.
        }

        @Override
        public void ended(List<Check> checks) {
            // Only readability counts.
        }
    };

    void opened(Statement statement);

    void booked(Booking booking);

    /** What the statement that was opened last holds besides bookings. */
    void closed(List<Balance> balances, List<Check> checks);

    /** The end of the file, with the checks of the file as a whole. */
    void ended(List<Check> checks);
}
