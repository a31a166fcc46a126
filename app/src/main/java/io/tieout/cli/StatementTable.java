package io.tieout.cli;

import io.tieout.connect.bank.Amount;
import io.tieout.connect.bank.Balance;
import io.tieout.connect.bank.Booking;
import io.tieout.connect.bank.Check;
import io.tieout.connect.bank.Detail;
import io.tieout.connect.bank.Statement;
import io.tieout.connect.bank.StatementFile;
import io.tieout.connect.bank.StatementSink;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints a statement file for people, while it is read. */
final class StatementTable implements StatementSink {

    private static final int WIDE = 60;

    private final PrintWriter out;
    private long findings;

    StatementTable(PrintWriter out, StatementFile file) {
        this.out = out;
        out.println(file.path() + " (" + file.format().word() + ")");
    }

    /** Checks that did not hold. */
    long findings() {
        return findings;
    }

    @Override
    public void opened(Statement statement) {
        out.println();
        out.println("account " + plain(statement.account()) + said(" at ", statement.bank())
                + said(", ", statement.currency()) + ", " + word(statement.kind()) + said(" ", statement.id())
                + said(", number ", statement.number()) + (statement.page() > 0 ? ", page " + statement.page() : ""));
    }

    @Override
    public void booked(Booking booking) {
        out.printf(
                Locale.ROOT,
                "  %-10s  %-10s  %-11s  %20s  %s%n",
                booking.bookingDate() == null ? "-" : booking.bookingDate(),
                booking.valueDate() == null ? "-" : booking.valueDate(),
                word(booking.status()) + (booking.reversal() ? "*" : ""),
                booking.amount(),
                described(booking));
        if (booking.details().size() > 1) {
            for (Detail detail : booking.details()) {
                Amount amount = detail.amount();
                out.printf(
                        Locale.ROOT,
                        "  %37s  %20s  %s%n",
                        "of it",
                        amount == null ? "-" : amount,
                        cut(said("", detail.stated().counterparty().name()) + " "
                                + detail.stated().text()));
            }
        }
    }

    private static String described(Booking booking) {
        String name = booking.stated().counterparty().name();
        return cut((name == null ? "" : name + ": ") + booking.stated().text());
    }

    @Override
    public void closed(List<Balance> balances, List<Check> checks) {
        for (Balance balance : balances) {
            out.printf(
                    Locale.ROOT,
                    "  %-10s  %-23s  %20s  %s%n",
                    balance.date() == null ? "-" : balance.date(),
                    word(balance.kind()).replace('_', ' '),
                    balance.amount(),
                    balance.code());
        }
        tell(checks);
    }

    @Override
    public void ended(List<Check> checks) {
        tell(checks);
    }

    private void tell(List<Check> checks) {
        for (Check check : checks) {
            findings += check.holds() ? 0 : 1;
            out.println((check.holds() ? "  ok       " : "  FINDING  ")
                    + word(check.name()).replace('_', ' ') + ", line " + check.line() + ": " + plain(check.text()));
        }
    }

    private static String said(String before, @Nullable String text) {
        return text == null || text.isEmpty() ? "" : before + plain(text);
    }

    private static String cut(String text) {
        String plain = plain(text).strip();
        return plain.length() <= WIDE ? plain : plain.substring(0, WIDE - 3) + "...";
    }

    /** A file must not steer the terminal. */
    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }

    private static String word(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }
}
