package io.tieout.connect.bank;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * BAI2: amounts without a decimal point in minor units of the currency, their direction by type code, continued by record 88, with
 * a control total and a count of records at the end of each account, group and file.
 */
final class Bai2 implements StatementReader {

    /** A record that begins where another one ended on the same line. */
    private static final Pattern NEXT =
            Pattern.compile("/\\s+(?=0[123],|16,\\d{3},|88,|49,[+-]?\\d+,\\d+|98,[+-]?\\d+,\\d+,|99,[+-]?\\d+,\\d+,)");

    private static final Pattern RECORD = Pattern.compile("(01|02|03|16|49|88|98|99)(?:,(.*))?", Pattern.DOTALL);
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,18}");
    private static final Pattern ANY_RECORD = Pattern.compile("\\d{2},.*", Pattern.DOTALL);
    private static final int LONGEST_RECORD = 1 << 20;

    @Override
    public void read(InputStream file, StatementSink sink) throws IOException {
        new Pass(new LineReader(StatementText.of(file)), new StatementDesk(sink)).read();
    }

    /** One record with its continuations. */
    private static final class Item {
        private final String code;
        private final long line;
        private final StringBuilder content;
        private final List<String> continued = new ArrayList<>();
        private int length;
        private long records = 1;

        Item(String code, long line, String content) {
            this.code = code;
            this.line = line;
            this.content = new StringBuilder(content);
        }

        void goesOn(String more, long at) {
            length += more.length();
            if (length > LONGEST_RECORD) {
                throw new MalformedStatementException(at, 0, code, "is longer than " + LONGEST_RECORD + " characters");
            }
            continued.add(more);
        }
    }

    /** Totals of an account, a group and the file. */
    private static final class Totals {
        private BigDecimal amounts = BigDecimal.ZERO;
        private long records;
        private long parts;
    }

    /** One pass over one file. */
    private static final class Pass {
        private final LineReader lines;
        private final StatementDesk desk;
        private final Totals account = new Totals();
        private final Totals group = new Totals();
        private final Totals file = new Totals();
        private final Map<String, Summary> summaries = new LinkedHashMap<>();

        private boolean fileOpen;
        private boolean groupOpen;
        private boolean ended;
        private @Nullable String bank;
        private @Nullable LocalDate asOf;
        private String groupCurrency = "USD";
        private String currency = "USD";
        private boolean intraday;
        private String fileId = "";
        private @Nullable String createdAt;
        private long credits;
        private long debits;
        private BigDecimal credit = BigDecimal.ZERO;
        private BigDecimal debit = BigDecimal.ZERO;

        /** A status or a summary of record 03. */
        private record Summary(BigDecimal minor, @Nullable Long count, long line) {}

        Pass(LineReader lines, StatementDesk desk) {
            this.lines = lines;
            this.desk = desk;
        }

        void read() {
            Item open = null;
            for (String line = lines.next(); line != null; line = lines.next()) {
                String rest = line.strip();
                if (rest.isEmpty()) {
                    continue;
                }
                Matcher next = NEXT.matcher(rest);
                int from = 0;
                boolean more = true;
                while (more) {
                    more = next.find();
                    String one = more ? rest.substring(from, next.start() + 1) : rest.substring(from);
                    from = more ? next.end() : from;
                    open = record(open, one.strip());
                }
            }
            take(open);
            if (!ended) {
                throw new MalformedStatementException(
                        lines.number(), 0, "99", "is missing: the file ends before its end");
            }
            desk.end(lines.number());
        }

        private @Nullable Item record(@Nullable Item open, String text) {
            Matcher matcher = RECORD.matcher(text);
            if (!matcher.matches()) {
                boolean textGoesOn = open != null
                        && open.code.equals("16")
                        && !ANY_RECORD.matcher(text).matches();
                if (!textGoesOn || open == null) {
                    throw new MalformedStatementException(
                            lines.number(),
                            1,
                            "record",
                            "\"" + StatedDecimal.quoted(text) + "\" begins with no record code of BAI2");
                }
                open.goesOn(text, lines.number());
                return open;
            }
            if (ended) {
                throw new MalformedStatementException(
                        lines.number(), 1, matcher.group(1), "stands after the end of the file (99)");
            }
            String content = matcher.group(2) == null ? "" : matcher.group(2);
            if (matcher.group(1).equals("88")) {
                if (open == null) {
                    throw new MalformedStatementException(lines.number(), 1, "88", "continues no record");
                }
                open.goesOn(content, lines.number());
                open.records++;
                return open;
            }
            take(open);
            return new Item(matcher.group(1), lines.number(), content);
        }

        private void take(@Nullable Item item) {
            if (item == null) {
                return;
            }
            account.records += item.records;
            group.records += item.records;
            file.records += item.records;
            switch (item.code) {
                case "01" -> begin(item);
                case "02" -> group(item);
                case "03" -> account(item);
                case "16" -> transaction(item);
                case "49" -> endOfAccount(item);
                case "98" -> endOfGroup(item);
                case "99" -> endOfFile(item);
                default -> throw new IllegalStateException("No rule for record " + item.code);
            }
        }

        /** Fields of a record without text, over its continuations. */
        private static List<String> fields(Item item) {
            var whole = new StringBuilder(cut(item.content.toString()));
            for (String more : item.continued) {
                whole.append(',').append(cut(more));
            }
            return List.of(whole.toString().split(",", -1));
        }

        private static String cut(String content) {
            int end = content.indexOf('/');
            return end < 0 ? content : content.substring(0, end);
        }

        private static String at(List<String> fields, int index) {
            return index < fields.size() ? fields.get(index).strip() : "";
        }

        private void begin(Item item) {
            if (fileOpen) {
                throw malformed(item, "the file has begun already");
            }
            List<String> fields = fields(item);
            fileOpen = true;
            fileId = at(fields, 4);
            createdAt = at(fields, 2) + " " + at(fields, 3);
            file.records = item.records;
        }

        private void group(Item item) {
            if (!fileOpen || groupOpen) {
                throw malformed(
                        item, fileOpen ? "the group before has no end (98)" : "stands before the file header (01)");
            }
            List<String> fields = fields(item);
            groupOpen = true;
            bank = at(fields, 1).isEmpty() ? null : at(fields, 1);
            asOf = at(fields, 3).isEmpty() ? null : day(item, at(fields, 3));
            groupCurrency = at(fields, 5).isEmpty() ? "USD" : at(fields, 5);
            intraday = at(fields, 6).equals("1") || at(fields, 6).equals("3");
            group.amounts = BigDecimal.ZERO;
            group.parts = 0;
            group.records = item.records;
        }

        private void account(Item item) {
            if (desk.isOpen()) {
                throw malformed(item, "the account before has no end (49)");
            }
            if (!fileOpen) {
                throw malformed(item, "stands before the file header (01)");
            }
            List<String> fields = fields(item);
            String number = at(fields, 0);
            if (number.isEmpty()) {
                throw malformed(item, "names no account");
            }
            currency = at(fields, 1).isEmpty() ? groupCurrency : at(fields, 1);
            account.amounts = BigDecimal.ZERO;
            account.records = item.records;
            summaries.clear();
            credits = 0;
            debits = 0;
            credit = BigDecimal.ZERO;
            debit = BigDecimal.ZERO;
            desk.open(new Statement(
                    StatementFormat.BAI2,
                    intraday ? Statement.Kind.INTRADAY : Statement.Kind.STATEMENT,
                    fileId,
                    null,
                    0,
                    true,
                    number,
                    bank,
                    currency,
                    asOf,
                    asOf,
                    createdAt,
                    item.line));
            summaries(item, fields);
        }

        private void summaries(Item item, List<String> fields) {
            int at = 2;
            while (at < fields.size()) {
                String code = at(fields, at);
                if (code.isEmpty()) {
                    at++;
                    continue;
                }
                if (!code.matches("\\d{3}")) {
                    throw malformed(item, "\"" + StatedDecimal.quoted(code) + "\" is no type code");
                }
                String amount = at(fields, at + 1);
                String count = at(fields, at + 2);
                String funds = at(fields, at + 3);
                if (!amount.isEmpty()) {
                    BigDecimal minor = whole(item, amount);
                    account.amounts = account.amounts.add(minor);
                    Long number = count.matches("\\d{1,12}") ? Long.valueOf(count) : null;
                    summaries.put(code, new Summary(minor, number, item.line));
                    balance(code, minor, item.line);
                }
                at = pastFunds(item, fields, at + 4, funds);
            }
        }

        /** Where the fields of a funds type end. */
        private static int pastFunds(Item item, List<String> fields, int at, String funds) {
            return switch (funds) {
                case "V" -> at + 2;
                case "S" -> at + 3;
                case "D" -> {
                    String number = at(fields, at);
                    if (!number.matches("\\d{1,3}")) {
                        throw malformed(item, "\"" + StatedDecimal.quoted(number) + "\" is no number of distributions");
                    }
                    yield at + 1 + 2 * Integer.parseInt(number);
                }
                default -> at;
            };
        }

        private void balance(String code, BigDecimal minor, long line) {
            Balance.Kind kind = switch (code) {
                case "010" -> Balance.Kind.OPENING;
                case "015" -> Balance.Kind.CLOSING;
                case "030" -> Balance.Kind.INTERIM;
                case "040" -> Balance.Kind.AVAILABLE_OPENING;
                case "045" -> Balance.Kind.AVAILABLE_CLOSING;
                case "060" -> Balance.Kind.AVAILABLE_INTERIM;
                default -> Balance.Kind.OTHER;
            };
            if (code.charAt(0) == '0') {
                desk.balance(new Balance(kind, code, amount(minor), asOf, line));
            }
        }

        private Amount amount(BigDecimal minor) {
            int digits = MinorUnits.digits(currency);
            return new Amount(minor.movePointLeft(Math.max(0, digits)), currency);
        }

        private void transaction(Item item) {
            if (!desk.isOpen()) {
                throw malformed(item, "stands outside an account (03)");
            }
            String content = item.content.toString();
            List<String> fields = List.of(content.split(",", -1));
            // Without text of its own the record ends at its slash, and only its continuations are text.
            String type = at(fields, 0).replace("/", "");
            if (!type.matches("\\d{3}")) {
                throw malformed(item, "\"" + StatedDecimal.quoted(type) + "\" is no type code");
            }
            String stated = at(fields, 1).replace("/", "");
            BigDecimal minor = stated.isEmpty() ? BigDecimal.ZERO : whole(item, stated);
            account.amounts = account.amounts.add(minor);
            String funds = at(fields, 2).replace("/", "");
            int after = pastFunds(item, fields, 3, funds);
            LocalDate value = funds.equals("V") && !at(fields, 3).isEmpty() ? day(item, at(fields, 3)) : null;
            var references = new ArrayList<BankReference>();
            refer(references, BankReference.BANK, at(fields, after));
            refer(references, BankReference.CUSTOMER, at(fields, after + 1));
            String text = text(fields, after + 2, item.continued);
            references.addAll(StructuredReference.in(text));
            int direction = direction(type);
            if (direction == 0 && minor.signum() != 0) {
                desk.check(
                        Check.Name.SIGN,
                        false,
                        item.line,
                        "type " + type + " says neither credit nor debit; it is not booked");
            }
            count(direction, minor);
            desk.book(new Booking(
                    item.line,
                    amount(direction < 0 ? minor.negate() : minor),
                    direction == 0 ? Booking.Status.INFORMATION : Booking.Status.BOOKED,
                    asOf,
                    value,
                    false,
                    new Stated(references, Counterparty.UNNAMED, text, type, null, null, null, null, List.of()),
                    0,
                    null,
                    List.of()));
        }

        private void count(int direction, BigDecimal minor) {
            if (direction > 0) {
                credits++;
                credit = credit.add(minor);
            } else if (direction < 0) {
                debits++;
                debit = debit.add(minor);
            }
        }

        private static void refer(List<BankReference> into, String kind, String value) {
            String plain =
                    value.endsWith("/") ? value.substring(0, value.length() - 1).strip() : value;
            if (!BankReference.saysNothing(plain)) {
                into.add(new BankReference(kind, plain));
            }
        }

        /** Text may hold commas and slashes; only the last slash of a line is its end. */
        private static String text(List<String> fields, int from, List<String> continued) {
            var text = new StringBuilder();
            if (from < fields.size()) {
                text.append(textLine(String.join(",", fields.subList(from, fields.size()))));
            }
            for (String more : continued) {
                String line = textLine(more);
                if (text.length() > 0 && !line.isEmpty()) {
                    text.append(' ');
                }
                text.append(line);
            }
            return text.toString().strip();
        }

        private static String textLine(String line) {
            String plain = line.strip();
            return plain.endsWith("/") ? plain.substring(0, plain.length() - 1).strip() : plain;
        }

        /** 1 for credits, -1 for debits, 0 for what is neither. */
        private static int direction(String type) {
            int code = Integer.parseInt(type);
            if ((code >= 100 && code < 400) || (code >= 920 && code < 960)) {
                return 1;
            }
            return (code >= 400 && code < 700) || code >= 960 ? -1 : 0;
        }

        private void endOfAccount(Item item) {
            if (!desk.isOpen()) {
                throw malformed(item, "ends no account");
            }
            List<String> fields = fields(item);
            BigDecimal stated = whole(item, at(fields, 0));
            control(item, "account", stated, account.amounts);
            records(item, "account", at(fields, 1), account.records);
            totals(item);
            group.amounts = group.amounts.add(stated);
            group.parts++;
            summaries.clear();
            desk.close();
        }

        private void totals(Item item) {
            summary("100", credits, credit);
            summary("400", debits, debit);
            Summary opening = summaries.get("010");
            Summary closing = summaries.get("015");
            Summary in = summaries.get("100");
            Summary out = summaries.get("400");
            if (credits + debits == 0 && opening != null && closing != null && in != null && out != null) {
                BigDecimal made = opening.minor.add(in.minor).subtract(out.minor);
                desk.check(
                        Check.Name.CONTROL_TOTAL,
                        made.compareTo(closing.minor) == 0,
                        item.line,
                        "opening and totals of credits and debits make " + amount(made) + ", closing is "
                                + amount(closing.minor));
            }
        }

        private void summary(String code, long counted, BigDecimal made) {
            Summary stated = summaries.get(code);
            if (stated == null || stated.count == null || (counted == 0 && stated.count != 0)) {
                return;
            }
            desk.check(
                    Check.Name.COUNT,
                    stated.count == counted,
                    stated.line,
                    "type " + code + " states " + stated.count + " items, there are " + counted);
            desk.check(
                    Check.Name.CONTROL_TOTAL,
                    stated.minor.compareTo(made) == 0,
                    stated.line,
                    "type " + code + " states " + amount(stated.minor) + ", the items make " + amount(made));
        }

        private void endOfGroup(Item item) {
            if (desk.isOpen()) {
                throw malformed(item, "the account before has no end (49)");
            }
            List<String> fields = fields(item);
            BigDecimal stated = whole(item, at(fields, 0));
            fileCheck(Check.Name.CONTROL_TOTAL, item, "group", stated.toPlainString(), group.amounts.toPlainString());
            fileCheck(Check.Name.COUNT, item, "group, accounts", at(fields, 1), String.valueOf(group.parts));
            fileCheck(Check.Name.COUNT, item, "group, records", at(fields, 2), String.valueOf(group.records));
            file.amounts = file.amounts.add(stated);
            file.parts++;
            groupOpen = false;
        }

        private void endOfFile(Item item) {
            if (desk.isOpen() || groupOpen) {
                throw malformed(
                        item, groupOpen ? "the group before has no end (98)" : "the account before has no end (49)");
            }
            List<String> fields = fields(item);
            fileCheck(
                    Check.Name.CONTROL_TOTAL,
                    item,
                    "file",
                    whole(item, at(fields, 0)).toPlainString(),
                    file.amounts.toPlainString());
            fileCheck(Check.Name.COUNT, item, "file, groups", at(fields, 1), String.valueOf(file.parts));
            fileCheck(Check.Name.COUNT, item, "file, records", at(fields, 2), String.valueOf(file.records));
            ended = true;
        }

        private void fileCheck(Check.Name name, Item item, String what, String stated, String found) {
            desk.fileCheck(
                    name,
                    same(stated, found),
                    item.line,
                    "record " + item.code + " (" + what + ") states " + StatedDecimal.quoted(stated) + ", there are "
                            + found);
        }

        private static boolean same(String stated, String found) {
            return WHOLE.matcher(stated).matches() && new BigDecimal(stated).compareTo(new BigDecimal(found)) == 0;
        }

        private void control(Item item, String what, BigDecimal stated, BigDecimal found) {
            desk.check(
                    Check.Name.CONTROL_TOTAL,
                    stated.compareTo(found) == 0,
                    item.line,
                    "record " + item.code + " (" + what + ") states " + stated.toPlainString() + ", the amounts make "
                            + found.toPlainString());
        }

        private void records(Item item, String what, String stated, long found) {
            desk.check(
                    Check.Name.COUNT,
                    same(stated, String.valueOf(found)),
                    item.line,
                    "record " + item.code + " (" + what + ") states " + StatedDecimal.quoted(stated)
                            + " records, there are " + found);
        }

        private static BigDecimal whole(Item item, String text) {
            if (!WHOLE.matcher(text).matches()) {
                throw malformed(item, "\"" + StatedDecimal.quoted(text) + "\" is no amount in minor units");
            }
            return new BigDecimal(text);
        }

        /** YYMMDD, or YYYYMMDD as some banks write. */
        private static LocalDate day(Item item, String stated) {
            try {
                if (stated.matches("\\d{6}")) {
                    int year = Integer.parseInt(stated.substring(0, 2));
                    return LocalDate.of(
                            year < 80 ? 2000 + year : 1900 + year,
                            Integer.parseInt(stated.substring(2, 4)),
                            Integer.parseInt(stated.substring(4)));
                }
                if (stated.matches("\\d{8}")) {
                    return LocalDate.of(
                            Integer.parseInt(stated.substring(0, 4)),
                            Integer.parseInt(stated.substring(4, 6)),
                            Integer.parseInt(stated.substring(6)));
                }
            } catch (DateTimeException e) {
                throw malformed(item, "\"" + stated + "\" is no date of the calendar");
            }
            throw malformed(item, "\"" + StatedDecimal.quoted(stated) + "\" is no date; expected is YYMMDD");
        }

        private static MalformedStatementException malformed(Item item, String reason) {
            return new MalformedStatementException(item.line, 0, "record " + item.code, reason);
        }
    }
}
