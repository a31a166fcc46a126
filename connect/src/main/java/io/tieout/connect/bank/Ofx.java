package io.tieout.connect.bank;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * OFX 1 (SGML, in which a value needs no end tag) and OFX 2 (XML) alike, for bank accounts and cards: amounts bear their own
 * sign. There is no opening balance, so nothing adds up to the closing one.
 */
final class Ofx implements StatementReader {

    /** Elements that hold elements, as far as they matter here; the others hold text. */
    private static final Set<String> BLOCKS = Set.of(
            "OFX",
            "STMTTRNRS",
            "CCSTMTTRNRS",
            "STMTRS",
            "CCSTMTRS",
            "BANKACCTFROM",
            "CCACCTFROM",
            "BANKTRANLIST",
            "BANKTRANLISTP",
            "STMTTRN",
            "STMTTRNP",
            "LEDGERBAL",
            "AVAILBAL",
            "BANKACCTTO",
            "CCACCTTO",
            "CURRENCY",
            "ORIGCURRENCY",
            "INVSTMTTRNRS",
            "INVSTMTRS",
            "INVACCTFROM",
            "BALLIST",
            "BAL");

    private static final Set<String> STATEMENTS = Set.of("STMTRS", "CCSTMTRS", "INVSTMTRS");
    private static final Set<String> BOOKINGS = Set.of("STMTTRN", "STMTTRNP");
    private static final int LONGEST_TEXT = 20_000;
    private static final int DEEPEST = 60;

    @Override
    public void read(InputStream file, StatementSink sink) throws IOException {
        new Pass(StatementText.of(file), new StatementDesk(sink)).read();
    }

    /** A block that is open. */
    private record Block(String name, long line) {}

    /** One pass over one file. */
    private static final class Pass {
        private final Reader in;
        private final StatementDesk desk;
        private final Deque<Block> blocks = new ArrayDeque<>();
        private final Map<String, String> statement = new HashMap<>();
        private final Map<String, String> booking = new HashMap<>();
        private final Map<String, String> balance = new HashMap<>();
        private long line = 1;
        private long statementLine;
        private long bookingLine;
        private long valueLine;
        private boolean opened;
        private boolean seen;
        private boolean ended;
        private @Nullable String leaf;
        private final StringBuilder value = new StringBuilder();

        Pass(Reader in, StatementDesk desk) {
            this.in = new BufferedReader(in, 1 << 16);
            this.desk = desk;
        }

        void read() throws IOException {
            int one = in.read();
            while (one >= 0) {
                if (one == '\n') {
                    line++;
                }
                if (one == '<') {
                    one = markup();
                    continue;
                }
                if (leaf != null) {
                    if (value.length() >= LONGEST_TEXT) {
                        throw malformed(leaf, "is longer than " + LONGEST_TEXT + " characters");
                    }
                    value.append((char) one);
                }
                one = in.read();
            }
            endLeaf();
            if (!seen) {
                throw malformed("OFX", "the element <OFX> is missing");
            }
            if (!blocks.isEmpty() || !ended) {
                Block block = blocks.peek();
                throw malformed(block == null ? "OFX" : block.name, "is not closed: the file ends before its end");
            }
            desk.end(line);
        }

        /** Reads past one tag, comment or CDATA section; what follows it is returned. */
        private int markup() throws IOException {
            var tag = new StringBuilder();
            int one = in.read();
            while (one >= 0 && one != '>') {
                if (one == '\n') {
                    line++;
                }
                if (one == '<' || tag.length() > LONGEST_TEXT) {
                    // A lone angle bracket in a text.
                    if (leaf != null && tag.length() < 200) {
                        value.append('<').append(tag);
                        return one;
                    }
                    throw malformed("OFX", "a tag does not end");
                }
                tag.append((char) one);
                if (tag.length() == 8 && tag.toString().equals("![CDATA[")) {
                    return section("]]>");
                }
                if (tag.length() == 3 && tag.toString().equals("!--")) {
                    String text = leaf;
                    int length = value.length();
                    int next = section("-->");
                    if (text != null) {
                        value.setLength(length);
                    }
                    return next;
                }
                one = in.read();
            }
            if (one < 0) {
                throw malformed("OFX", "a tag does not end");
            }
            tag(tag.toString().strip());
            return in.read();
        }

        private int section(String end) throws IOException {
            int matched = 0;
            var text = new StringBuilder();
            for (int one = in.read(); one >= 0; one = in.read()) {
                if (one == '\n') {
                    line++;
                }
                text.append((char) one);
                matched = text.length() >= end.length() && text.indexOf(end, text.length() - end.length()) >= 0 ? 1 : 0;
                if (matched == 1) {
                    if (leaf != null) {
                        value.append(text, 0, text.length() - end.length());
                    }
                    return in.read();
                }
                if (text.length() > LONGEST_TEXT) {
                    throw malformed("OFX", "a section is longer than " + LONGEST_TEXT + " characters");
                }
            }
            throw malformed("OFX", "a section does not end");
        }

        private void tag(String tag) {
            if (tag.startsWith("?") || tag.startsWith("!")) {
                if (tag.startsWith("!DOCTYPE") || tag.startsWith("!ENTITY")) {
                    throw malformed("DOCTYPE", "a statement has none; it is not read");
                }
                return;
            }
            boolean closes = tag.startsWith("/");
            boolean closesItself = tag.endsWith("/");
            String name = (closes ? tag.substring(1) : closesItself ? tag.substring(0, tag.length() - 1) : tag)
                    .strip()
                    .toUpperCase(Locale.ROOT);
            int blank = name.indexOf(' ');
            name = blank < 0 ? name : name.substring(0, blank);
            int prefix = name.indexOf(':');
            name = prefix < 0 ? name : name.substring(prefix + 1);
            endLeaf();
            boolean block = BLOCKS.contains(name) || name.endsWith("MSGSRSV1");
            if (closesItself) {
                return;
            }
            if (closes) {
                if (block) {
                    close(name);
                }
                return;
            }
            if (block) {
                open(name);
            } else {
                leaf = name;
                valueLine = line;
                value.setLength(0);
            }
        }

        private void open(String name) {
            if (ended) {
                throw malformed(name, "stands after the end of OFX");
            }
            if (blocks.isEmpty() && !name.equals("OFX")) {
                throw malformed(name, "stands outside OFX");
            }
            if (blocks.size() > DEEPEST) {
                throw malformed(name, "stands too deep");
            }
            for (Block block : blocks) {
                boolean nested = block.name.equals(name) && !name.equals("BAL");
                if (nested || (STATEMENTS.contains(name) && STATEMENTS.contains(block.name))) {
                    throw malformed(name, "begins before " + block.name + " of line " + block.line + " is closed");
                }
            }
            blocks.push(new Block(name, line));
            seen = true;
            if (STATEMENTS.contains(name)) {
                statement.clear();
                statementLine = line;
                opened = false;
            } else if (BOOKINGS.contains(name)) {
                openStatement();
                booking.clear();
                bookingLine = line;
            } else if (name.equals("LEDGERBAL") || name.equals("AVAILBAL")) {
                balance.clear();
            }
        }

        private void close(String name) {
            Block block = blocks.peek();
            if (block == null || !block.name.equals(name)) {
                throw malformed(
                        name,
                        block == null
                                ? "is closed, but never began"
                                : "is closed before " + block.name + " of line " + block.line + " is");
            }
            blocks.pop();
            if (STATEMENTS.contains(name)) {
                openStatement();
                desk.close();
                opened = false;
            } else if (BOOKINGS.contains(name)) {
                book(name.equals("STMTTRNP"));
            } else if (name.equals("LEDGERBAL")) {
                balance(Balance.Kind.CLOSING, name);
            } else if (name.equals("AVAILBAL")) {
                balance(Balance.Kind.AVAILABLE_CLOSING, name);
            } else if (name.equals("OFX")) {
                ended = true;
            }
        }

        private boolean within(String name) {
            return blocks.stream().anyMatch(block -> block.name.equals(name));
        }

        private void endLeaf() {
            String name = leaf;
            if (name == null) {
                return;
            }
            leaf = null;
            String text = unescaped(value.toString()).strip();
            value.setLength(0);
            if (text.isEmpty()) {
                return;
            }
            Block block = blocks.peek();
            String where = block == null ? "" : block.name;
            switch (where) {
                case "STMTTRN", "STMTTRNP" -> booking.putIfAbsent(name, text);
                case "BANKACCTTO", "CCACCTTO" -> booking.putIfAbsent("TO." + name, text);
                case "CURRENCY", "ORIGCURRENCY" -> booking.putIfAbsent(where + "." + name, text);
                case "LEDGERBAL", "AVAILBAL" -> balance.putIfAbsent(name, text);
                case "STMTRS", "CCSTMTRS", "INVSTMTRS", "BANKACCTFROM", "CCACCTFROM", "INVACCTFROM", "BANKTRANLIST" ->
                    statement.putIfAbsent(name, text);
                default -> {
                    // Sign-on, status and what else is not of a statement; PAYEE/NAME stands in STMTTRN as NAME.
                }
            }
        }

        private static String unescaped(String text) {
            return text.indexOf('&') < 0
                    ? text
                    : text.replace("&lt;", "<")
                            .replace("&gt;", ">")
                            .replace("&nbsp;", " ")
                            .replace("&quot;", "\"")
                            .replace("&apos;", "'")
                            .replace("&#39;", "'")
                            .replace("&amp;", "&");
        }

        private void openStatement() {
            if (opened) {
                return;
            }
            if (STATEMENTS.stream().noneMatch(this::within)) {
                throw malformed("STMTTRN", "stands outside a statement (STMTRS, CCSTMTRS)");
            }
            String account = statement.get("ACCTID");
            if (account == null) {
                throw new MalformedStatementException(
                        statementLine, 0, "ACCTID", "is missing: whose statement it is cannot be told");
            }
            opened = true;
            String currency = statement.get("CURDEF");
            String bank = statement.get("BANKID");
            desk.open(new Statement(
                    StatementFormat.OFX,
                    Statement.Kind.STATEMENT,
                    "",
                    null,
                    0,
                    true,
                    account,
                    bank,
                    currency,
                    optionalDay(statement, "DTSTART"),
                    optionalDay(statement, "DTEND"),
                    null,
                    statementLine));
        }

        private @Nullable LocalDate optionalDay(Map<String, String> of, String field) {
            String stated = of.get(field);
            return stated == null ? null : day(stated, field);
        }

        private LocalDate day(String stated, String field) {
            if (stated.length() >= 8 && stated.substring(0, 8).chars().allMatch(one -> one >= '0' && one <= '9')) {
                try {
                    return LocalDate.of(
                            Integer.parseInt(stated.substring(0, 4)),
                            Integer.parseInt(stated.substring(4, 6)),
                            Integer.parseInt(stated.substring(6, 8)));
                } catch (DateTimeException e) {
                    throw malformed(field, "\"" + StatedDecimal.quoted(stated) + "\" is no date of the calendar");
                }
            }
            throw malformed(field, "\"" + StatedDecimal.quoted(stated) + "\" is no date; expected is YYYYMMDD");
        }

        /** The decimal sign is a point, with some banks a comma; where both stand, the last one. */
        private BigDecimal decimal(String stated, String field) {
            String plain = stated.replace(" ", "").replace("\u00A0", "");
            int point = plain.lastIndexOf('.');
            int comma = plain.lastIndexOf(',');
            if (comma >= 0 && point >= 0) {
                plain = comma > point ? plain.replace(".", "").replace(',', '.') : plain.replace(",", "");
            } else if (comma >= 0) {
                plain = plain.replace(',', '.');
            }
            return StatedDecimal.plain(plain, valueLine, field);
        }

        private Amount amount(String stated, String field, @Nullable String currency) {
            return new Amount(
                    decimal(stated, field), currency == null ? Amount.NO_CURRENCY : currency.toUpperCase(Locale.ROOT));
        }

        private void balance(Balance.Kind kind, String name) {
            if (!opened) {
                openStatement();
            }
            String stated = balance.get("BALAMT");
            if (stated == null) {
                desk.check(Check.Name.PRESENT, false, line, name + " has no BALAMT");
                return;
            }
            desk.balance(new Balance(
                    kind,
                    name,
                    amount(stated, "BALAMT", statement.get("CURDEF")),
                    optionalDay(balance, "DTASOF"),
                    line));
        }

        private void book(boolean pending) {
            String stated = booking.get("TRNAMT");
            if (stated == null) {
                throw new MalformedStatementException(bookingLine, 0, "TRNAMT", "is missing");
            }
            // CURRENCY says that the amount is in it; ORIGCURRENCY only what it was converted from.
            String other = booking.get("CURRENCY.CURSYM");
            Amount amount = amount(stated, "TRNAMT", other == null ? statement.get("CURDEF") : other);
            var references = new ArrayList<BankReference>();
            refer(references, BankReference.BANK, booking.get("FITID"));
            refer(references, BankReference.CHEQUE, booking.get("CHECKNUM"));
            refer(references, BankReference.CUSTOMER, booking.get("REFNUM"));
            refer(references, BankReference.TRANSACTION_ID, booking.get("SRVRTID"));
            String name = booking.get("NAME") == null ? booking.get("PAYEE") : booking.get("NAME");
            String memo = booking.get("MEMO");
            String text = memo == null ? name == null ? "" : name : memo;
            references.addAll(StructuredReference.in(text));
            String rate = booking.get("CURRENCY.CURRATE") == null
                    ? booking.get("ORIGCURRENCY.CURRATE")
                    : booking.get("CURRENCY.CURRATE");
            LocalDate posted = optionalDay(booking, "DTPOSTED");
            LocalDate available = optionalDay(booking, "DTAVAIL");
            LocalDate user = optionalDay(booking, "DTUSER");
            desk.book(new Booking(
                    bookingLine,
                    amount,
                    pending ? Booking.Status.PENDING : Booking.Status.BOOKED,
                    posted,
                    available == null ? pending ? user : null : available,
                    false,
                    new Stated(
                            references,
                            Counterparty.of(name, booking.get("TO.ACCTID"), booking.get("TO.BANKID")),
                            text,
                            booking.get("TRNTYPE"),
                            null,
                            null,
                            null,
                            rate,
                            List.of()),
                    0,
                    null,
                    List.of()));
        }

        private static void refer(List<BankReference> into, String kind, @Nullable String value) {
            if (value != null && !BankReference.saysNothing(value)) {
                into.add(new BankReference(kind, value));
            }
        }

        private MalformedStatementException malformed(String field, String reason) {
            return new MalformedStatementException(line, 0, field, reason);
        }
    }
}
