package io.tieout.connect.bank;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what a reader reads and checks on the way what every format can say of itself: that the balances add up, that
 * statements of one account continue each other, and that amounts are whole.
 */
final class StatementDesk {

    /** Findings of one statement that are told one by one; the rest are counted. */
    private static final int TOLD = 1_000;

    private final StatementSink sink;
    private final Map<String, Carried> carried = new HashMap<>();
    private final List<Check> fileChecks = new ArrayList<>();

    private @Nullable Statement open;
    private List<Balance> balances = new ArrayList<>();
    private List<Check> checks = new ArrayList<>();
    private long untold;
    private final Map<String, BigDecimal> booked = new HashMap<>();
    private long statements;

    /** Where an account stands after the statements so far. */
    private record Carried(
            @Nullable Amount closing, @Nullable Amount opening, BigDecimal booked, boolean goesOn) {}

    StatementDesk(StatementSink sink) {
        this.sink = sink;
    }

    boolean isOpen() {
        return open != null;
    }

    void open(Statement statement) {
        open = statement;
        balances = new ArrayList<>();
        checks = new ArrayList<>();
        untold = 0;
        booked.clear();
        statements++;
        sink.opened(statement);
    }

    void book(Booking booking) {
        precise(booking.amount(), booking.line());
        if (booking.status() == Booking.Status.BOOKED) {
            booked.merge(booking.amount().currency(), booking.amount().value(), BigDecimal::add);
        }
        if (booking.details().size() > 1) {
            batch(booking);
        }
        sink.booked(booking);
    }

    void balance(Balance balance) {
        precise(balance.amount(), balance.line());
        balances.add(balance);
    }

    /** What was booked in the currency so far. */
    BigDecimal booked(String currency) {
        return booked.getOrDefault(currency, BigDecimal.ZERO);
    }

    void check(Check.Name name, boolean holds, long line, String text) {
        if (checks.size() >= TOLD) {
            untold += holds ? 0 : 1;
            return;
        }
        checks.add(new Check(name, holds, line, text));
    }

    void fileCheck(Check.Name name, boolean holds, long line, String text) {
        fileChecks.add(new Check(name, holds, line, text));
    }

    void close() {
        Statement closing = open;
        if (closing == null) {
            return;
        }
        balance(closing);
        if (untold > 0) {
            checks.add(
                    new Check(Check.Name.PRESENT, false, closing.line(), untold + " further findings are not listed"));
        }
        open = null;
        sink.closed(List.copyOf(balances), List.copyOf(checks));
    }

    void end(long line) {
        close();
        if (statements == 0) {
            fileCheck(Check.Name.PRESENT, false, line, "the file holds no statement");
        }
        sink.ended(List.copyOf(fileChecks));
    }

    private void precise(Amount amount, long line) {
        int digits = MinorUnits.digits(amount.currency());
        if (digits < 0) {
            check(
                    Check.Name.CURRENCY,
                    false,
                    line,
                    amount.currency().equals(Amount.NO_CURRENCY)
                            ? "no currency is stated for " + amount.value().toPlainString()
                            : "\"" + StatedDecimal.quoted(amount.currency()) + "\" is no ISO 4217 currency");
        } else if (amount.minor() == null) {
            check(
                    Check.Name.AMOUNT_PRECISION,
                    false,
                    line,
                    amount + " is not a whole number of minor units: " + amount.currency() + " has " + digits
                            + " decimals");
        }
    }

    /** The payments make the booking, with the charges in it or apart. */
    private void batch(Booking booking) {
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal charged = BigDecimal.ZERO;
        for (Detail detail : booking.details()) {
            Amount amount = detail.amount();
            if (amount == null || !amount.currency().equals(booking.amount().currency())) {
                return;
            }
            sum = sum.add(amount.value());
            charged = charged.add(sum(detail.stated().charges()));
        }
        charged = charged.add(sum(booking.stated().charges()));
        BigDecimal stated = booking.amount().value();
        boolean holds = sum.compareTo(stated) == 0
                || sum.add(charged).compareTo(stated) == 0
                || sum.subtract(charged).compareTo(stated) == 0;
        if (!holds) {
            check(
                    Check.Name.BATCH_TOTAL,
                    false,
                    booking.line(),
                    booking.details().size() + " payments make " + sum.toPlainString() + ", the booking is "
                            + booking.amount());
        }
    }

    private static BigDecimal sum(List<Amount> amounts) {
        return amounts.stream().map(Amount::value).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private void balance(Statement statement) {
        Amount opening = find(Balance.Kind.OPENING, Balance.Kind.INTERIM_OPENING);
        Amount closing = find(Balance.Kind.CLOSING, Balance.Kind.INTERIM_CLOSING);
        Carried before = carried.get(statement.account());
        boolean continues = before != null && before.goesOn && opening == null;
        String currency = opening != null
                ? opening.currency()
                : closing != null
                        ? closing.currency()
                        : statement.currency() == null ? Amount.NO_CURRENCY : statement.currency();
        BigDecimal soFar = booked(currency);
        if (continues && before != null) {
            soFar = soFar.add(before.booked);
            opening = before.opening;
        }
        if (opening != null && closing != null) {
            sums(statement, opening, soFar, closing);
        }
        if (before != null
                && before.closing != null
                && find(Balance.Kind.OPENING, Balance.Kind.INTERIM_OPENING) != null) {
            chain(statement, before.closing);
        }
        boolean goesOn = !statement.lastPage() && closing == null;
        carried.put(statement.account(), new Carried(closing, goesOn ? opening : null, soFar, goesOn));
    }

    private void sums(Statement statement, Amount opening, BigDecimal booked, Amount closing) {
        boolean sameCurrency = opening.currency().equals(closing.currency());
        BigDecimal made = opening.value().add(booked);
        boolean holds = sameCurrency && made.compareTo(closing.value()) == 0;
        check(
                Check.Name.BALANCE,
                holds,
                statement.line(),
                "opening " + opening + " and bookings " + booked.toPlainString() + " make "
                        + made.toPlainString() + ", closing is " + closing
                        + (holds
                                ? ""
                                : sameCurrency
                                        ? "; off by "
                                                + closing.value().subtract(made).toPlainString()
                                        : "; in another currency"));
    }

    private void chain(Statement statement, Amount before) {
        Amount opening = find(Balance.Kind.OPENING, Balance.Kind.INTERIM_OPENING);
        if (opening == null) {
            return;
        }
        boolean holds =
                opening.currency().equals(before.currency()) && opening.value().compareTo(before.value()) == 0;
        check(
                Check.Name.BALANCE_CHAIN,
                holds,
                statement.line(),
                "the statement before closed with " + before + ", this one opens with " + opening);
    }

    private @Nullable Amount find(Balance.Kind first, Balance.Kind second) {
        Balance found = null;
        for (Balance balance : balances) {
            if (balance.kind() == first) {
                return balance.amount();
            }
            if (balance.kind() == second && found == null) {
                found = balance;
            }
        }
        return found == null ? null : found.amount();
    }
}
