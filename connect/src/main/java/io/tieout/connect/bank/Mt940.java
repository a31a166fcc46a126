package io.tieout.connect.bank;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * MT940 and MT942, with the blocks of SWIFT around them or without. {@code RC} takes a credit back, so money goes; {@code RD}
 * takes a debit back, so money comes. What MT942 reports is not booked yet.
 */
final class Mt940 implements StatementReader {

    private static final Pattern TAG = Pattern.compile(
            ":(20|21|25P?|28C?|34F|13D?|60[FM]|61|62[FM]|64|65|86|90[CD]|NS|940|942):(.*)", Pattern.DOTALL);
    private static final Pattern LOOSE_TAG = Pattern.compile(":([0-9]{2,3}[A-Z]?):.*", Pattern.DOTALL);
    private static final Pattern LINE = Pattern.compile(
            "(\\d{6})(\\d{4})?\\s?(R[CD]|E[CD]|[CD])([A-Z])?\\s?(\\d{1,20}(?:[,.]\\d{0,12})?)(?:([A-Z][A-Z0-9][A-Z0-9 ]{2})(.*))?",
            Pattern.DOTALL);
    private static final Pattern BALANCE =
            Pattern.compile("([CD])\\s?(\\d{6})\\s?([A-Z]{3})\\s?(\\d{1,20}(?:[,.]\\d{0,12})?)\\s*");
    private static final Pattern TOTAL = Pattern.compile("(\\d{1,9})([A-Z]{3})(\\d{1,20}(?:[,.]\\d{0,12})?)\\s*");
    private static final Pattern ACCOUNT_WITH_CURRENCY =
            Pattern.compile("([A-Z]{2}\\d{2}[A-Z0-9]{10,30}?|[0-9. ]{5,}) ?([A-Z]{3})");
    private static final int LONGEST_FIELD = 20_000;
    private static final int REFERENCE = 16;

    @Override
    public void read(InputStream file, StatementSink sink) throws IOException {
        var lines = new LineReader(StatementText.of(file));
        new Pass(lines, new StatementDesk(sink)).read();
    }

    /** One field with its lines. */
    private record Field(String tag, List<String> lines, long line) {
        String joined() {
            return String.join("", lines).strip();
        }
    }

    /** A line of the statement whose text may still come. */
    private record Pending(
            long line,
            boolean in,
            boolean expected,
            boolean reversal,
            LocalDate valueDate,
            @Nullable LocalDate entryDate,
            BigDecimal amount,
            @Nullable String type,
            List<BankReference> references,
            @Nullable String name,
            List<String> supplement) {}

    /** One pass over one file. */
    private static final class Pass {
        private final LineReader lines;
        private final StatementDesk desk;

        private @Nullable String reference;
        private @Nullable String account;
        private @Nullable String currency;
        private @Nullable String number;
        private int page;
        private long begins = 1;
        private boolean inUse;
        private boolean interim;
        private boolean afterBalances;
        private @Nullable String createdAt;
        private @Nullable Pending pending;
        private final List<String> text = new ArrayList<>();
        private final List<Balance> balances = new ArrayList<>();
        private final List<Field> totals = new ArrayList<>();
        private long debits;
        private long credits;
        private BigDecimal debit = BigDecimal.ZERO;
        private BigDecimal credit = BigDecimal.ZERO;
        private boolean any;

        Pass(LineReader lines, StatementDesk desk) {
            this.lines = lines;
            this.desk = desk;
        }

        void read() {
            Field field = null;
            int length = 0;
            for (String line = lines.next(); line != null; line = lines.next()) {
                String content = unwrapped(line);
                Matcher tag = TAG.matcher(content);
                if (tag.matches()) {
                    take(field);
                    field = new Field(tag.group(1), new ArrayList<>(), lines.number());
                    field.lines.add(tag.group(2));
                    length = tag.group(2).length();
                } else if (ends(content) && !(content.equals("-") && field != null && isTextOfLine(field))) {
                    take(field);
                    field = null;
                } else if (field != null) {
                    if (unknownTag(content, field)) {
                        take(field);
                        field = null;
                        continue;
                    }
                    length += content.length();
                    if (length > LONGEST_FIELD) {
                        throw malformed(field, "is longer than " + LONGEST_FIELD + " characters");
                    }
                    field.lines.add(content);
                }
            }
            take(field);
            finish();
            if (!any) {
                throw new MalformedStatementException(1, 0, ":20:", "no field of MT940 or MT942 is in the file");
            }
            desk.end(lines.number());
        }

        /** Text of a line may hold a dash alone; a message ends after its balances. */
        private boolean isTextOfLine(Field field) {
            return field.tag.equals("86") && pending != null && !afterBalances;
        }

        /** A tag that statements do not have ends the field before it, unless it may be text, such as the time in ":12:11". */
        private static boolean unknownTag(String content, Field field) {
            return !field.tag.equals("86")
                    && !field.tag.equals("61")
                    && LOOSE_TAG.matcher(content).matches();
        }

        /** The line without blocks of SWIFT around it. */
        private static String unwrapped(String line) {
            String content = line.stripTrailing();
            int text = content.indexOf("{4:");
            if (text >= 0) {
                return content.substring(text + 3).strip();
            }
            String left = content.stripLeading();
            return left.startsWith(":") ? left : content;
        }

        private static boolean ends(String content) {
            return content.equals("-")
                    || content.startsWith("-}")
                    || content.equals("-XXX")
                    || content.startsWith("{1:")
                    || content.startsWith("{2:")
                    || content.equals("\u0003");
        }

        private void take(@Nullable Field field) {
            if (field == null) {
                return;
            }
            any = true;
            if (!field.tag.equals("86")) {
                book();
            }
            switch (field.tag) {
                case "20" -> {
                    finish();
                    start(field);
                }
                case "25", "25P" -> account(field);
                case "28", "28C" -> number(field);
                case "13", "13D" -> created(field);
                case "34F" -> floor(field);
                case "60F", "60M" -> opening(field);
                case "61" -> line(field);
                case "86" -> text(field);
                case "62F", "62M", "64", "65" -> closing(field);
                case "90C", "90D" -> totals.add(field);
                default -> {
                    // References of the message that say nothing of money.
                }
            }
        }

        private void start(Field field) {
            reference = field.joined();
            begins = field.line;
            inUse = true;
        }

        private void account(Field field) {
            if (account != null && (desk.isOpen() || !balances.isEmpty())) {
                finish();
                begins = field.line;
            }
            inUse = true;
            String stated = field.joined();
            Matcher suffix = ACCOUNT_WITH_CURRENCY.matcher(stated);
            if (suffix.matches() && MinorUnits.digits(suffix.group(2)) >= 0) {
                stated = suffix.group(1).strip();
                currency = suffix.group(2);
            }
            if (stated.isEmpty()) {
                throw malformed(field, "is empty: whose statement it is cannot be told");
            }
            account = stated;
        }

        private void number(Field field) {
            String stated = field.joined();
            int slash = stated.indexOf('/');
            number = slash < 0 ? stated : stated.substring(0, slash);
            String sequence = slash < 0 ? "" : stated.substring(slash + 1).strip();
            page = sequence.matches("\\d{1,5}") ? Integer.parseInt(sequence) : 0;
        }

        private void created(Field field) {
            createdAt = field.joined();
            interim = true;
        }

        private void floor(Field field) {
            String stated = field.joined();
            if (stated.matches("[A-Z]{3}.*")) {
                currency = stated.substring(0, 3);
            }
            interim = true;
        }

        private void opening(Field field) {
            if (balances.stream()
                    .anyMatch(
                            one -> one.kind() == Balance.Kind.OPENING || one.kind() == Balance.Kind.INTERIM_OPENING)) {
                // A file whose statements begin with nothing but their opening balance.
                String same = account;
                finish();
                account = same;
                begins = field.line;
            }
            boolean first = field.tag.equals("60F");
            balances.add(balance(field, first ? Balance.Kind.OPENING : Balance.Kind.INTERIM_OPENING));
            currency = balances.get(balances.size() - 1).amount().currency();
            inUse = true;
        }

        private void closing(Field field) {
            Balance.Kind kind = switch (field.tag) {
                case "62F" -> Balance.Kind.CLOSING;
                case "62M" -> Balance.Kind.INTERIM_CLOSING;
                case "64" -> Balance.Kind.AVAILABLE_CLOSING;
                default -> Balance.Kind.AVAILABLE_FORWARD;
            };
            Balance balance = balance(field, kind);
            if (currency == null) {
                currency = balance.amount().currency();
            }
            balances.add(balance);
            afterBalances = true;
            inUse = true;
        }

        private Balance balance(Field field, Balance.Kind kind) {
            Matcher stated = BALANCE.matcher(field.joined());
            if (!stated.matches()) {
                throw malformed(
                        field,
                        "\"" + StatedDecimal.quoted(field.joined())
                                + "\" is no balance; expected is such as C260331EUR1234,56");
            }
            BigDecimal value = decimal(stated.group(4));
            return new Balance(
                    kind,
                    field.tag,
                    new Amount(stated.group(1).equals("D") ? value.negate() : value, stated.group(3)),
                    day(field, stated.group(2)),
                    field.line);
        }

        private static BigDecimal decimal(String text) {
            String plain = text.replace(',', '.');
            return new BigDecimal(plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain);
        }

        private void line(Field field) {
            open(field);
            String stated = field.lines.get(0);
            Matcher line = LINE.matcher(stated.stripTrailing());
            if (!line.matches()) {
                throw malformed(
                        field,
                        "\"" + StatedDecimal.quoted(stated)
                                + "\" is no statement line; expected is such as 2603310331C45,00NTRFREF//BANKREF");
            }
            LocalDate value = day(field, line.group(1));
            String mark = line.group(3);
            // A reversal of a credit goes, a reversal of a debit comes.
            boolean in = mark.equals("C") || mark.equals("EC") || mark.equals("RD");
            var references = new ArrayList<BankReference>();
            String name = references(line.group(7), references);
            afterBalances = false;
            pending = new Pending(
                    field.line,
                    in,
                    mark.startsWith("E"),
                    mark.startsWith("R"),
                    value,
                    line.group(2) == null ? null : entryDay(field, line.group(2), value),
                    decimal(line.group(5)),
                    line.group(6) == null ? null : line.group(6).strip(),
                    references,
                    name,
                    List.copyOf(field.lines.subList(1, field.lines.size())));
        }

        /** Reads {@code customer//bank}; what exceeds a reference is the name of old Dutch files, which is returned. */
        private static @Nullable String references(@Nullable String stated, List<BankReference> into) {
            if (stated == null) {
                return null;
            }
            int slashes = stated.indexOf("//");
            String customer = slashes < 0 ? stated : stated.substring(0, slashes);
            String name = null;
            if (slashes < 0 && customer.strip().matches("[A-Z]{2}\\d{2}[A-Z]{4}[A-Z0-9]{8,26}")) {
                // Some banks write the account of the other party there; field 86 names it too.
                customer = "";
            }
            if (slashes < 0 && customer.length() > REFERENCE) {
                name = customer.substring(REFERENCE).strip();
                customer = customer.substring(0, REFERENCE);
            }
            refer(into, BankReference.CUSTOMER, customer);
            if (slashes >= 0) {
                refer(into, BankReference.BANK, stated.substring(slashes + 2));
            }
            return name;
        }

        private static void refer(List<BankReference> into, String kind, String value) {
            if (!BankReference.saysNothing(value)) {
                into.add(new BankReference(kind, value.strip()));
            }
        }

        private void text(Field field) {
            if (pending != null && !afterBalances) {
                text.addAll(field.lines);
            }
        }

        private void open(Field field) {
            if (desk.isOpen()) {
                return;
            }
            String whose = account;
            if (whose == null) {
                throw malformed(field, "stands before :25:, which says whose statement it is");
            }
            desk.open(new Statement(
                    StatementFormat.MT940,
                    interim ? Statement.Kind.INTRADAY : Statement.Kind.STATEMENT,
                    reference == null ? "" : reference,
                    number,
                    page,
                    true,
                    whose,
                    null,
                    currency,
                    null,
                    null,
                    createdAt,
                    begins));
        }

        private void book() {
            Pending line = pending;
            if (line == null) {
                return;
            }
            pending = null;
            var amount = new Amount(
                    line.in ? line.amount : line.amount.negate(), currency == null ? Amount.NO_CURRENCY : currency);
            if (line.in) {
                credits++;
                credit = credit.add(line.amount);
            } else {
                debits++;
                debit = debit.add(line.amount);
            }
            Stated stated =
                    new Mt940Text(line.references, line.type, line.name, line.supplement, text, line.in).stated();
            text.clear();
            desk.book(new Booking(
                    line.line,
                    amount,
                    interim || line.expected ? Booking.Status.PENDING : Booking.Status.BOOKED,
                    line.entryDate,
                    line.valueDate,
                    line.reversal,
                    stated,
                    0,
                    null,
                    List.of()));
        }

        private void finish() {
            book();
            if (inUse && (desk.isOpen() || account != null)) {
                open(new Field("62F", List.of(), begins));
                balances.forEach(desk::balance);
                totals.forEach(this::total);
                missing();
                desk.close();
            } else if (!balances.isEmpty()) {
                throw new MalformedStatementException(
                        balances.get(0).line(), 0, ":25:", "is missing: whose statement it is cannot be told");
            }
            reset();
        }

        /** A statement without a closing balance may have been cut off. */
        private void missing() {
            if (!interim) {
                boolean opens = balances.stream()
                        .anyMatch(one ->
                                one.kind() == Balance.Kind.OPENING || one.kind() == Balance.Kind.INTERIM_OPENING);
                boolean closes = balances.stream()
                        .anyMatch(one ->
                                one.kind() == Balance.Kind.CLOSING || one.kind() == Balance.Kind.INTERIM_CLOSING);
                if (!opens || !closes) {
                    desk.check(
                            Check.Name.PRESENT,
                            false,
                            begins,
                            "the statement has no "
                                    + (opens
                                            ? "closing balance (:62F:)"
                                            : closes ? "opening balance (:60F:)" : "balances"));
                }
            }
        }

        private void total(Field field) {
            Matcher stated = TOTAL.matcher(field.joined());
            if (!stated.matches()) {
                throw malformed(
                        field,
                        "\"" + StatedDecimal.quoted(field.joined())
                                + "\" is no total; expected is such as 12EUR345,67");
            }
            boolean in = field.tag.equals("90C");
            long count = Long.parseLong(stated.group(1));
            BigDecimal sum = decimal(stated.group(3));
            long counted = in ? credits : debits;
            BigDecimal made = in ? credit : debit;
            desk.check(
                    Check.Name.COUNT,
                    count == counted,
                    field.line,
                    ":" + field.tag + ": states " + count + " entries, there are " + counted);
            desk.check(
                    Check.Name.CONTROL_TOTAL,
                    sum.compareTo(made) == 0,
                    field.line,
                    ":" + field.tag + ": states " + sum.toPlainString() + ", the entries make " + made.toPlainString());
        }

        private void reset() {
            reference = null;
            account = null;
            currency = null;
            number = null;
            page = 0;
            interim = false;
            inUse = false;
            afterBalances = false;
            createdAt = null;
            balances.clear();
            totals.clear();
            debits = 0;
            credits = 0;
            debit = BigDecimal.ZERO;
            credit = BigDecimal.ZERO;
        }

        /** YYMMDD. A day that the month does not have, as in interest by months of 30 days, is its last day, and a finding. */
        private LocalDate day(Field field, String stated) {
            int year = Integer.parseInt(stated.substring(0, 2));
            return day(field, year < 80 ? 2000 + year : 1900 + year, stated.substring(2), stated);
        }

        private LocalDate day(Field field, int year, String monthAndDay, String stated) {
            int month = Integer.parseInt(monthAndDay.substring(0, 2));
            int day = Integer.parseInt(monthAndDay.substring(2));
            if (month < 1 || month > 12 || day < 1 || day > 31) {
                throw malformed(field, "\"" + stated + "\" is no date");
            }
            int last = YearMonth.of(year, month).lengthOfMonth();
            if (day > last) {
                dateFinding(field, stated, last);
            }
            return LocalDate.of(year, month, Math.min(day, last));
        }

        private void dateFinding(Field field, String stated, int last) {
            String found = ":" + field.tag + ": " + stated + " is no day of the calendar; day " + last + " is taken";
            if (desk.isOpen()) {
                desk.check(Check.Name.DATE, false, field.line, found);
            } else {
                desk.fileCheck(Check.Name.DATE, false, field.line, found);
            }
        }

        /** MMDD of the year that lies nearest to the value date. */
        private LocalDate entryDay(Field field, String stated, LocalDate value) {
            try {
                LocalDate nearest = day(field, value.getYear(), stated, stated);
                for (int year : new int[] {value.getYear() - 1, value.getYear() + 1}) {
                    LocalDate other = nearest.withYear(year);
                    if (Math.abs(ChronoUnit.DAYS.between(value, other))
                            < Math.abs(ChronoUnit.DAYS.between(value, nearest))) {
                        nearest = other;
                    }
                }
                return nearest;
            } catch (DateTimeException e) {
                throw malformed(field, "\"" + stated + "\" is no date");
            }
        }

        private static MalformedStatementException malformed(Field field, String reason) {
            return new MalformedStatementException(field.line, 0, ":" + field.tag + ":", reason);
        }
    }
}
