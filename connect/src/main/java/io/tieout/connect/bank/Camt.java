package io.tieout.connect.bank;

import io.tieout.connect.bank.Balance.Kind;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * camt.052, camt.053 and camt.054 of every version, by local names: what a bank writes is not always of the version that it
 * names. {@code CdtDbtInd} is the direction of the money; {@code RvslInd} only says that an earlier booking is taken back.
 */
final class Camt implements StatementReader {

    private static final int DAY_LENGTH = 10;
    private static final Pattern DAY_AND_TIME = Pattern.compile("\\d{4}-\\d{2}-\\d{2}[T Z+-].*");

    @Override
    public void read(InputStream file, StatementSink sink) {
        XmlPart.read(file, xml -> new Pass(xml, new StatementDesk(sink)).read());
    }

    /** One pass over one file. */
    private static final class Pass {
        private final XMLStreamReader xml;
        private final StatementDesk desk;
        private boolean messageSeen;
        private @Nullable String createdAt;

        Pass(XMLStreamReader xml, StatementDesk desk) {
            this.xml = xml;
            this.desk = desk;
        }

        void read() throws XMLStreamException {
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.DTD) {
                    throw at("DOCTYPE", "a statement has none; it is not read");
                }
                if (event == XMLStreamConstants.START_ELEMENT) {
                    switch (xml.getLocalName()) {
                        case "BkToCstmrStmt", "BkToCstmrAcctRpt", "BkToCstmrDbtCdtNtfctn" -> messageSeen = true;
                        case "CreDtTm" -> {
                            // The first one is of the message; a later one may be of a query that it answers.
                            String stated = xml.getElementText().strip();
                            createdAt = createdAt == null ? stated : createdAt;
                        }
                        case "Stmt" -> statement(Statement.Kind.STATEMENT);
                        case "Rpt" -> statement(Statement.Kind.INTRADAY);
                        case "Ntfctn" -> statement(Statement.Kind.NOTIFICATION);
                        default -> {
                            // An envelope, or the header of the message.
                        }
                    }
                }
            }
            if (!messageSeen) {
                throw at("Document", "is no camt.052, camt.053 or camt.054 message");
            }
            desk.end(xml.getLocation().getLineNumber());
        }

        private MalformedStatementException at(String field, String reason) {
            return XmlPart.malformed(xml, field, reason);
        }

        private void statement(Statement.Kind kind) throws XMLStreamException {
            if (!messageSeen) {
                throw at(xml.getLocalName(), "stands outside a camt.052, camt.053 or camt.054 message");
            }
            var of = new StatementPart(kind, createdAt, xml.getLocation().getLineNumber(), desk);
            while (xml.next() != XMLStreamConstants.END_ELEMENT) {
                if (xml.getEventType() == XMLStreamConstants.START_ELEMENT) {
                    of.part(XmlPart.node(xml, of::begin, of::detail));
                } else if (xml.getEventType() == XMLStreamConstants.END_DOCUMENT) {
                    throw at("Stmt", "does not end");
                }
            }
            of.close();
        }
    }

    /** One statement, report or notification. */
    private static final class StatementPart {
        private final Statement.Kind kind;
        private final @Nullable String messageCreatedAt;
        private final long line;
        private final StatementDesk desk;
        private final XmlNode head;
        private final List<Detail> details = new ArrayList<>();
        private @Nullable XmlNode entry;
        private final List<XmlNode> balances = new ArrayList<>();
        private @Nullable String currency;
        private @Nullable XmlNode summary;
        private long entries;
        private long credits;
        private long debits;
        private BigDecimal credit = BigDecimal.ZERO;
        private BigDecimal debit = BigDecimal.ZERO;
        private boolean opened;

        StatementPart(Statement.Kind kind, @Nullable String createdAt, long line, StatementDesk desk) {
            this.kind = kind;
            this.messageCreatedAt = createdAt;
            this.line = line;
            this.desk = desk;
            this.head = new XmlNode("Stmt", null, line, 0);
        }

        void part(XmlNode node) {
            switch (node.name()) {
                case "Ntry" -> entry(node);
                case "Bal" -> balances.add(node);
                case "TxsSummry" -> summary = node;
                default -> head.add(node);
            }
        }

        /** An entry of which so far only what stands before its payments is known. */
        void begin(XmlNode node) {
            if (node.name().equals("Ntry")) {
                open();
                entry = node;
                details.clear();
            }
        }

        /** Takes a payment of the entry that is being read; false for every other element. */
        boolean detail(XmlNode node) {
            if (!node.name().equals("TxDtls")) {
                return false;
            }
            details.add(payment(node));
            return true;
        }

        private void open() {
            if (opened) {
                return;
            }
            opened = true;
            XmlNode account = head.at("Acct", "Id");
            String id = account == null ? null : account.textAt("IBAN");
            if (id == null && account != null) {
                id = account.textAt("Othr", "Id");
            }
            if (id == null && account != null) {
                id = account.textAt("PrtryAcct", "Id");
            }
            if (id == null) {
                throw new MalformedStatementException(
                        line, 0, "Acct/Id", "is missing: whose statement it is cannot be told");
            }
            currency = head.textAt("Acct", "Ccy");
            XmlNode paging = null;
            for (String name : List.of("StmtPgntn", "RptPgntn", "NtfctnPgntn")) {
                paging = head.at(name) == null ? paging : head.at(name);
            }
            String number = head.textAt("ElctrncSeqNb");
            desk.open(new Statement(
                    StatementFormat.CAMT,
                    kind,
                    or(head.textAt("Id"), ""),
                    number == null ? head.textAt("LglSeqNb") : number,
                    paging == null ? 0 : page(paging),
                    paging == null || !isFalse(paging.textAt("LastPgInd")),
                    id,
                    bank(head.at("Acct", "Svcr")),
                    currency,
                    day(head.at("FrToDt", "FrDtTm"), head.at("FrToDt", "FrDt")),
                    day(head.at("FrToDt", "ToDtTm"), head.at("FrToDt", "ToDt")),
                    head.textAt("CreDtTm") == null ? messageCreatedAt : head.textAt("CreDtTm"),
                    line));
        }

        private static int page(XmlNode paging) {
            String number = paging.textAt("PgNb");
            return number == null || !number.matches("\\d{1,9}") ? 0 : Integer.parseInt(number);
        }

        private static boolean isFalse(@Nullable String word) {
            return word != null && (word.equals("0") || word.equalsIgnoreCase("false") || word.equalsIgnoreCase("no"));
        }

        void close() {
            open();
            boolean hasOpening = balances.stream().anyMatch(node -> "OPBD".equals(code(node)));
            balances.forEach(node -> balance(node, hasOpening));
            if (summary != null) {
                summary(summary);
            }
            desk.close();
        }

        private static @Nullable String code(XmlNode node) {
            String code = node.textAt("Tp", "CdOrPrtry", "Cd");
            return code == null ? node.textAt("Tp", "CdOrPrtry", "Prtry") : code;
        }

        private void balance(XmlNode node, boolean hasOpening) {
            String code = or(code(node), "");
            XmlNode amount = node.at("Amt");
            if (amount == null) {
                throw node.malformed("has no Amt");
            }
            Amount stated = amount(amount);
            if ("DBIT".equals(node.textAt("CdtDbtInd"))) {
                if (stated.value().signum() >= 0) {
                    stated = stated.negated();
                }
            } else {
                String indicator = node.textAt("CdtDbtInd");
                if (indicator != null && !indicator.equals("CRDT")) {
                    throw node.malformed(
                            "CdtDbtInd is \"" + StatedDecimal.quoted(indicator) + "\"; expected is CRDT or DBIT");
                }
            }
            LocalDate date = day(node.at("Dt", "Dt"), node.at("Dt", "DtTm"));
            String sub = node.textAt("Tp", "SubTp", "Cd");
            desk.balance(
                    new Balance(balanceKind(code, "INTM".equals(sub), hasOpening), code, stated, date, node.line()));
        }

        private Kind balanceKind(String code, boolean interim, boolean hasOpening) {
            return switch (code) {
                case "OPBD" -> interim ? Kind.INTERIM_OPENING : Kind.OPENING;
                case "PRCD" -> hasOpening ? Kind.OTHER : Kind.OPENING;
                case "CLBD" -> interim ? Kind.INTERIM_CLOSING : Kind.CLOSING;
                case "ITBD" -> Kind.INTERIM;
                case "OPAV" -> Kind.AVAILABLE_OPENING;
                case "CLAV" -> Kind.AVAILABLE_CLOSING;
                case "ITAV" -> Kind.AVAILABLE_INTERIM;
                case "FWAV" -> Kind.AVAILABLE_FORWARD;
                default -> Kind.OTHER;
            };
        }

        private void entry(XmlNode node) {
            List<Detail> payments = List.copyOf(details);
            details.clear();
            XmlNode amountNode = node.at("Amt");
            if (amountNode == null) {
                throw node.malformed("has no Amt");
            }
            Amount stated = amount(amountNode);
            if (stated.value().signum() < 0) {
                desk.check(Check.Name.SIGN, false, node.line(), "Amt " + stated + " bears a sign; CdtDbtInd decides");
                stated = stated.negated();
            }
            boolean out = out(node, null);
            Amount amount = out ? stated.negated() : stated;
            Booking.Status status = status(node);
            count(amount, out);
            Stated said = new CamtStated(node, out, this::amount).stated();
            if (payments.size() == 1) {
                said = together(said, payments.get(0).stated());
            }
            desk.book(new Booking(
                    node.line(),
                    amount,
                    status,
                    day(node.at("BookgDt", "Dt"), node.at("BookgDt", "DtTm")),
                    day(node.at("ValDt", "Dt"), node.at("ValDt", "DtTm")),
                    isTrue(node.textAt("RvslInd")),
                    said,
                    batchSize(node),
                    null,
                    payments));
        }

        private static int batchSize(XmlNode node) {
            int size = 0;
            for (XmlNode part : node.all("NtryDtls")) {
                String number = part.textAt("Btch", "NbOfTxs");
                size += number == null || !number.matches("\\d{1,9}") ? 0 : Integer.parseInt(number);
            }
            return size;
        }

        private void count(Amount amount, boolean out) {
            entries++;
            if (out) {
                debits++;
                debit = debit.add(amount.value().abs());
            } else {
                credits++;
                credit = credit.add(amount.value().abs());
            }
        }

        private static boolean isTrue(@Nullable String word) {
            return word != null && (word.equals("1") || word.equalsIgnoreCase("true") || word.equalsIgnoreCase("yes"));
        }

        private static boolean out(XmlNode node, @Nullable Boolean inherited) {
            String indicator = node.textAt("CdtDbtInd");
            if (indicator == null) {
                if (inherited != null) {
                    return inherited;
                }
                throw node.malformed("has no CdtDbtInd: whether money came or went cannot be told");
            }
            return switch (indicator) {
                case "DBIT" -> true;
                case "CRDT" -> false;
                default ->
                    throw node.malformed(
                            "CdtDbtInd is \"" + StatedDecimal.quoted(indicator) + "\"; expected is CRDT or DBIT");
            };
        }

        private static Booking.Status status(XmlNode node) {
            String word = node.textAt("Sts");
            if (word == null) {
                word = node.textAt("Sts", "Cd");
            }
            if (word == null) {
                word = node.textAt("Sts", "Prtry");
            }
            return switch (word == null ? "" : word.toUpperCase(Locale.ROOT)) {
                case "PDNG", "FUTR" -> Booking.Status.PENDING;
                case "INFO" -> Booking.Status.INFORMATION;
                default -> Booking.Status.BOOKED;
            };
        }

        private static Amount signed(Amount amount, boolean out) {
            return out ? amount.negated() : amount;
        }

        private Detail payment(XmlNode node) {
            XmlNode amount = node.at("Amt");
            if (amount == null) {
                amount = node.at("AmtDtls", "TxAmt", "Amt");
            }
            XmlNode booking = entry;
            boolean out = out(node, booking == null ? null : out(booking, null));
            return new Detail(
                    amount == null ? null : signed(amount(amount), out),
                    new CamtStated(node, out, this::amount).stated());
        }

        private Amount amount(XmlNode node) {
            String text = node.text();
            String code = node.currency() == null ? currency : node.currency();
            return new Amount(decimal(node, text), code == null || code.isBlank() ? Amount.NO_CURRENCY : code.strip());
        }

        private static BigDecimal decimal(XmlNode node, String text) {
            try {
                return StatedDecimal.plain(text, node.line(), node.name());
            } catch (MalformedStatementException e) {
                throw new MalformedStatementException(node.line(), node.column(), node.name(), e.reason());
            }
        }

        /** What a booking and its only payment say. */
        private static Stated together(Stated entry, Stated payment) {
            var references = new ArrayList<>(payment.references());
            entry.references().stream().filter(one -> !references.contains(one)).forEach(references::add);
            Counterparty party =
                    payment.counterparty().equals(Counterparty.UNNAMED) ? entry.counterparty() : payment.counterparty();
            String text = payment.text().isEmpty() ? entry.text() : payment.text();
            return new Stated(
                    references,
                    party,
                    text,
                    entry.code() == null ? payment.code() : entry.code(),
                    payment.returnReason() == null ? entry.returnReason() : payment.returnReason(),
                    payment.original() == null ? entry.original() : payment.original(),
                    payment.counter() == null ? entry.counter() : payment.counter(),
                    payment.rate() == null ? entry.rate() : payment.rate(),
                    entry.charges().isEmpty() ? payment.charges() : entry.charges());
        }

        private void summary(XmlNode node) {
            total(node.at("TtlNtries"), entries, credit.add(debit));
            total(node.at("TtlCdtNtries"), credits, credit);
            total(node.at("TtlDbtNtries"), debits, debit);
        }

        private void total(@Nullable XmlNode node, long count, BigDecimal sum) {
            XmlNode paging = head.at("StmtPgntn");
            if (node == null || (paging != null && (page(paging) > 1 || isFalse(paging.textAt("LastPgInd"))))) {
                return;
            }
            String number = node.textAt("NbOfNtries");
            if (number != null) {
                boolean holds = number.matches("\\d{1,15}") && Long.parseLong(number) == count;
                desk.check(
                        Check.Name.COUNT,
                        holds,
                        node.line(),
                        node.name() + " states " + StatedDecimal.quoted(number) + " entries, there are " + count);
            }
            XmlNode stated = node.at("Sum");
            if (stated != null && !stated.text().isEmpty()) {
                BigDecimal total = decimal(stated, stated.text());
                desk.check(
                        Check.Name.CONTROL_TOTAL,
                        total.compareTo(sum) == 0,
                        node.line(),
                        node.name() + " states " + total.toPlainString() + ", the entries make " + sum.toPlainString());
            }
        }

        private @Nullable LocalDate day(@Nullable XmlNode first, @Nullable XmlNode second) {
            XmlNode node = first == null || first.text().isEmpty() ? second : first;
            if (node == null || node.text().isEmpty()) {
                return null;
            }
            String text = node.text();
            try {
                if ((text.length() == DAY_LENGTH && text.charAt(4) == '-')
                        || DAY_AND_TIME.matcher(text).matches()) {
                    return LocalDate.parse(text.substring(0, 10));
                }
            } catch (DateTimeException e) {
                throw node.malformed("\"" + StatedDecimal.quoted(text) + "\" is no date of the calendar");
            }
            throw node.malformed("\"" + StatedDecimal.quoted(text) + "\" is no date; expected is YYYY-MM-DD");
        }
    }

    static @Nullable String bank(@Nullable XmlNode agent) {
        XmlNode institution = agent == null ? null : agent.at("FinInstnId");
        if (institution == null) {
            return null;
        }
        String bic = institution.textAt("BICFI");
        if (bic == null) {
            bic = institution.textAt("BIC");
        }
        return bic == null ? institution.textAt("ClrSysMmbId", "MmbId") : bic;
    }

    private static String or(@Nullable String text, String otherwise) {
        return text == null ? otherwise : text;
    }
}
