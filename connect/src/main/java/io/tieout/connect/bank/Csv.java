package io.tieout.connect.bank;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * CSV in the way that a {@link CsvProfile} declares. Rows of one account that follow each other are one statement; where each
 * row states a balance, the rows are checked against it, in whichever order the bank lists them.
 */
final class Csv implements StatementReader {

    private final CsvProfile profile;

    Csv(CsvProfile profile) {
        this.profile = profile;
    }

    @Override
    public void read(InputStream file, StatementSink sink) throws IOException {
        Charset declared = profile.encoding();
        Reader text = declared == null
                ? StatementText.of(file)
                : new InputStreamReader(new BufferedInputStream(file), declared);
        new Pass(new CsvRows(text, profile.delimiter()), profile, new StatementDesk(sink)).read();
    }

    /** One pass over one file. */
    private static final class Pass {
        private final CsvRows rows;
        private final CsvProfile profile;
        private final StatementDesk desk;
        private final char decimal;
        private final String thousand;
        private final DateTimeFormatter dates;
        private final Pattern grouped;
        private final Map<String, List<Integer>> columns = new LinkedHashMap<>();
        private @Nullable String account;
        private @Nullable Row first;
        private boolean rowsWithout;
        private boolean descending;
        private boolean orderKnown;
        private @Nullable Row previous;
        private long row;

        /** What the running balance needs of the row before. */
        private record Row(Amount amount, Amount balance) {}

        Pass(CsvRows rows, CsvProfile profile, StatementDesk desk) {
            this.rows = rows;
            this.profile = profile;
            this.desk = desk;
            decimal = profile.decimal();
            thousand = profile.thousand();
            dates = profile.dates();
            String digits =
                    thousand.isEmpty() ? "\\d+" : "(?:\\d{1,3}(?:" + Pattern.quote(thousand) + "\\d{2,3})+|\\d+)";
            grouped = Pattern.compile("[+-]?(?:" + digits + "(?:" + Pattern.quote(String.valueOf(decimal)) + "\\d*)?|"
                    + Pattern.quote(String.valueOf(decimal)) + "\\d+)");
        }

        void read() {
            for (int i = 0; i < profile.skipLines(); i++) {
                rows.skipLine();
            }
            List<String> header = profile.header() ? rows.next() : null;
            if (profile.header() && header == null) {
                throw new MalformedStatementException(1, 0, "header", "is missing");
            }
            bind(header);
            for (List<String> cells = rows.next(); cells != null; cells = rows.next()) {
                row = rows.line();
                if (cells.stream().allMatch(String::isBlank)) {
                    continue;
                }
                if (header != null && cells.size() != header.size() && cells.size() != header.size() - 1) {
                    throw new MalformedStatementException(
                            row, 0, "row", "has " + cells.size() + " columns, the header has " + header.size());
                }
                row(cells);
            }
            finish();
            desk.end(rows.lastLine());
        }

        private void bind(@Nullable List<String> header) {
            for (String name : List.of(
                    "date",
                    "value.date",
                    "amount",
                    "debit",
                    "credit",
                    "sign",
                    "balance",
                    "text",
                    "counterparty",
                    "counterparty.account",
                    "reference",
                    "end.to.end",
                    "id",
                    "account",
                    "currency")) {
                String title = profile.column(name);
                if (title != null) {
                    var found = new ArrayList<Integer>();
                    for (String one : title.split("\\|")) {
                        found.add(index(one.strip(), header, name));
                    }
                    columns.put(name, found);
                }
            }
        }

        private static int index(String title, @Nullable List<String> header, String name) {
            if (header != null) {
                for (int i = 0; i < header.size(); i++) {
                    if (header.get(i).strip().equalsIgnoreCase(title)) {
                        return i;
                    }
                }
            }
            if (title.matches("[1-9]\\d{0,2}")) {
                return Integer.parseInt(title) - 1;
            }
            throw new MalformedStatementException(
                    1,
                    0,
                    "header",
                    "has no column \"" + StatedDecimal.quoted(title) + "\", which the profile names as column." + name);
        }

        private @Nullable String cell(List<String> cells, String name) {
            List<Integer> places = columns.get(name);
            if (places == null) {
                return null;
            }
            String text = places.stream()
                    .filter(place -> place < cells.size())
                    .map(place -> cells.get(place).strip())
                    .filter(one -> !one.isEmpty())
                    .collect(Collectors.joining(" "));
            return text.isEmpty() ? null : text;
        }

        private void row(List<String> cells) {
            String stated = cell(cells, "account");
            String whose = stated == null ? profile.account() : stated;
            String currency = cell(cells, "currency");
            if (currency == null) {
                currency = profile.currency();
            }
            if (whose == null) {
                throw new MalformedStatementException(row, 0, "account", "is empty");
            }
            if (currency == null) {
                throw new MalformedStatementException(row, 0, "currency", "is empty");
            }
            currency = currency.toUpperCase(Locale.ROOT);
            LocalDate date = day(cells, "date");
            if (date == null) {
                throw new MalformedStatementException(row, 0, "date", "is empty");
            }
            Amount amount = new Amount(amount(cells), currency);
            if (!whose.equals(account)) {
                finish();
                account = whose;
                desk.open(new Statement(
                        StatementFormat.CSV,
                        Statement.Kind.STATEMENT,
                        "",
                        null,
                        0,
                        true,
                        whose,
                        null,
                        currency,
                        null,
                        null,
                        null,
                        row));
            }
            String stand = cell(cells, "balance");
            Amount balance = stand == null ? null : new Amount(number(stand, "balance"), currency);
            running(amount, balance);
            var references = new ArrayList<BankReference>();
            refer(references, BankReference.BANK, cell(cells, "id"));
            refer(references, BankReference.END_TO_END_ID, cell(cells, "end.to.end"));
            refer(references, BankReference.CUSTOMER, cell(cells, "reference"));
            String words = cell(cells, "text");
            String text = words == null ? "" : words;
            references.addAll(StructuredReference.in(text));
            desk.book(new Booking(
                    row,
                    amount,
                    Booking.Status.BOOKED,
                    date,
                    day(cells, "value.date"),
                    false,
                    new Stated(
                            references,
                            Counterparty.of(cell(cells, "counterparty"), cell(cells, "counterparty.account"), null),
                            text,
                            null,
                            null,
                            null,
                            null,
                            null,
                            List.of()),
                    0,
                    balance,
                    List.of()));
        }

        private static void refer(List<BankReference> into, String kind, @Nullable String value) {
            if (value != null && !BankReference.saysNothing(value)) {
                into.add(new BankReference(kind, value));
            }
        }

        private BigDecimal amount(List<String> cells) {
            String stated = cell(cells, "amount");
            BigDecimal amount;
            if (stated != null) {
                amount = number(stated, "amount");
                if (columns.containsKey("sign")) {
                    String word = cell(cells, "sign");
                    boolean debit = word != null && debitWords().contains(word.toUpperCase(Locale.ROOT));
                    amount = debit ? amount.abs().negate() : amount.abs();
                }
            } else {
                String out = cell(cells, "debit");
                String in = cell(cells, "credit");
                if (out == null && in == null) {
                    throw new MalformedStatementException(row, 0, "amount", "is empty");
                }
                // Some banks write the debit column with a sign, some without: it is a debit either way.
                amount = (in == null ? BigDecimal.ZERO : number(in, "credit"))
                        .subtract(
                                out == null
                                        ? BigDecimal.ZERO
                                        : number(out, "debit").abs());
            }
            return profile.inverse() ? amount.negate() : amount;
        }

        private Set<String> debitWords() {
            var words = new LinkedHashSet<String>();
            profile.debitWords().forEach(word -> words.add(word.toUpperCase(Locale.ROOT)));
            return words;
        }

        private BigDecimal number(String stated, String field) {
            String plain = stated.replace("\u00A0", " ").replace('\u2212', '-').strip();
            boolean negative = plain.startsWith("(") && plain.endsWith(")");
            if (negative) {
                plain = plain.substring(1, plain.length() - 1).strip();
            }
            if (plain.endsWith("-")) {
                plain = "-" + plain.substring(0, plain.length() - 1).strip();
            }
            if (!grouped.matcher(plain).matches()) {
                throw new MalformedStatementException(
                        row,
                        0,
                        field,
                        "\"" + StatedDecimal.quoted(stated) + "\" is no amount of this profile (decimal " + decimal
                                + (thousand.isEmpty() ? "" : ", thousand " + thousand) + ")");
            }
            String digits = (thousand.isEmpty() ? plain : plain.replace(thousand, "")).replace(decimal, '.');
            BigDecimal value = StatedDecimal.plain(digits, row, field);
            return negative ? value.negate() : value;
        }

        private @Nullable LocalDate day(List<String> cells, String name) {
            String stated = cell(cells, name);
            if (stated == null) {
                return null;
            }
            try {
                return LocalDate.parse(stated, dates);
            } catch (DateTimeParseException e) {
                throw new MalformedStatementException(
                        row, 0, name, "\"" + StatedDecimal.quoted(stated) + "\" is no date of this profile");
            }
        }

        /** The first two rows tell whether the newest stands first. */
        private void running(Amount amount, @Nullable Amount balance) {
            Row before = previous;
            if (balance == null) {
                previous = null;
                rowsWithout = true;
                return;
            }
            if (before != null) {
                BigDecimal up = before.balance.value().add(amount.value());
                BigDecimal down = before.balance.value().subtract(before.amount.value());
                boolean ascends = up.compareTo(balance.value()) == 0;
                boolean descends = down.compareTo(balance.value()) == 0;
                if (!orderKnown && ascends != descends) {
                    orderKnown = true;
                    descending = descends;
                }
                boolean holds = orderKnown ? descending ? descends : ascends : ascends || descends;
                if (!holds) {
                    desk.check(
                            Check.Name.RUNNING_BALANCE,
                            false,
                            row,
                            "the balance is " + balance + ", but the rows make "
                                    + (orderKnown && descending ? down : up).toPlainString());
                }
            }
            previous = new Row(amount, balance);
            first = first == null && !rowsWithout ? previous : first;
        }

        /** What the rows say of the beginning and the end. */
        private void balances() {
            Row one = first;
            Row other = previous;
            if (one == null || other == null) {
                return;
            }
            Row oldest = descending ? other : one;
            Row newest = descending ? one : other;
            var opening = new Amount(oldest.balance.value().subtract(oldest.amount.value()), oldest.balance.currency());
            desk.balance(new Balance(Balance.Kind.OPENING, "first", opening, null, row));
            desk.balance(new Balance(Balance.Kind.CLOSING, "last", newest.balance, null, row));
        }

        private void finish() {
            if (account == null) {
                return;
            }
            balances();
            desk.close();
            account = null;
            previous = null;
            first = null;
            rowsWithout = false;
            orderKnown = false;
            descending = false;
        }
    }
}
