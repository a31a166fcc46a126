package io.tieout.connect.bank;

import io.tieout.connect.bank.PaymentStatus.Level;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * pain.002 of every version, by local names, as a stream of its payments. A payment without a status of its own has that of its
 * order, and an order without one that of the message; an order or a message that lists no payment is one status itself.
 */
public final class PaymentStatusReport {

    /** The message stands at the top, in an envelope or two. */
    private static final int LOOK = 20;

    /** The status of what is in part in one state and in part in another: it is none of a payment. */
    private static final String IN_PART = "PART";

    private PaymentStatusReport() {}

    /** Whether the file begins as one. */
    public static boolean isOne(InputStream file) {
        var found = new boolean[1];
        try {
            XmlPart.read(file, xml -> {
                int elements = 0;
                while (!found[0] && elements < LOOK && xml.hasNext()) {
                    if (xml.next() == XMLStreamConstants.START_ELEMENT) {
                        found[0] = isMessage(xml.getLocalName());
                        elements++;
                    }
                }
            });
        } catch (MalformedStatementException e) {
            // Whoever reads it says what is wrong with it.
            return found[0];
        }
        return found[0];
    }

    private static boolean isMessage(String name) {
        return name.equals("CstmrPmtStsRpt") || name.startsWith("pain.002.001.");
    }

    /**
     * The accounts that it tells of, in their order. Reads all of it.
     *
     * @param otherwise the account of payments for which the report names none; null when nobody knows
     * @throws MalformedStatementException when it cannot be read whole, or nobody knows whose a payment is
     */
    public static Set<String> accounts(InputStream file, @Nullable String otherwise) throws IOException {
        var accounts = new LinkedHashSet<String>();
        var unnamed = new ArrayList<Long>(1);
        read(file, status -> {
            String account = status.account();
            if (account != null) {
                accounts.add(account);
            } else if (unnamed.isEmpty()) {
                unnamed.add(status.line());
            }
        });
        // An account that alone is named in the report is that of all payments in it.
        if (!unnamed.isEmpty() && accounts.size() != 1) {
            if (otherwise == null || !accounts.isEmpty()) {
                throw new MalformedStatementException(
                        unnamed.get(0),
                        0,
                        "account",
                        accounts.isEmpty()
                                ? "the report does not say whose it is; say so with bank.status.account or --account"
                                : "the report does not say which of the accounts in it this is of");
            }
            accounts.add(otherwise);
        }
        return accounts;
    }

    /**
     * Tells every status, in the order of the file. What was told before a refusal must not be used.
     *
     * @throws MalformedStatementException when it is no such report, or something in it cannot be read
     */
    public static void read(InputStream file, Consumer<PaymentStatus> sink) throws IOException {
        XmlPart.read(file, xml -> new Pass(xml, sink).read());
    }

    /** One pass over one file. */
    private static final class Pass {
        private final XMLStreamReader xml;
        private final Consumer<PaymentStatus> sink;
        private boolean messageSeen;
        private boolean any;
        private @Nullable String createdAt;
        private @Nullable XmlNode group;

        Pass(XMLStreamReader xml, Consumer<PaymentStatus> sink) {
            this.xml = xml;
            this.sink = sink;
        }

        void read() throws XMLStreamException {
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.DTD) {
                    throw XmlPart.malformed(xml, "DOCTYPE", "a report has none; it is not read");
                }
                if (event == XMLStreamConstants.START_ELEMENT) {
                    start(xml.getLocalName());
                } else if (event == XMLStreamConstants.END_ELEMENT && isMessage(xml.getLocalName())) {
                    ofAll();
                }
            }
            if (!messageSeen) {
                throw XmlPart.malformed(xml, "Document", "is no pain.002 message");
            }
            if (!any) {
                throw XmlPart.malformed(xml, "CstmrPmtStsRpt", "states no status");
            }
        }

        private void start(String name) throws XMLStreamException {
            if (isMessage(name)) {
                messageSeen = true;
                return;
            }
            if (!messageSeen) {
                return;
            }
            switch (name) {
                case "GrpHdr" -> createdAt = XmlPart.node(xml).textAt("CreDtTm");
                case "OrgnlGrpInfAndSts" -> group = XmlPart.node(xml);
                case "OrgnlPmtInfAndSts" -> payment();
                // The first versions list payments of all orders together.
                case "TxInfAndSts" -> told(XmlPart.node(xml), null);
                default -> {
                    // Nothing that says how a payment stands.
                }
            }
        }

        private void payment() throws XMLStreamException {
            var head = new XmlNode(
                    xml.getLocalName(),
                    null,
                    xml.getLocation().getLineNumber(),
                    xml.getLocation().getColumnNumber());
            boolean listed = false;
            while (xml.next() != XMLStreamConstants.END_ELEMENT) {
                if (xml.getEventType() == XMLStreamConstants.START_ELEMENT) {
                    XmlNode child = XmlPart.node(xml);
                    if (child.name().equals("TxInfAndSts")) {
                        told(child, head);
                        listed = true;
                    } else {
                        head.add(child);
                    }
                } else if (xml.getEventType() == XMLStreamConstants.END_DOCUMENT) {
                    throw XmlPart.malformed(xml, head.name(), "does not end");
                }
            }
            if (!listed) {
                state(Level.PAYMENT, head, null, head);
            }
        }

        /** The end of the message: if it listed nothing, it is said of all. */
        private void ofAll() {
            if (!any && group != null) {
                state(Level.GROUP, group, null, null);
            }
        }

        private void told(XmlNode payment, @Nullable XmlNode order) {
            state(Level.TRANSACTION, payment, payment, order);
        }

        private void state(Level level, XmlNode said, @Nullable XmlNode payment, @Nullable XmlNode order) {
            any = true;
            String created = createdAt;
            if (created == null) {
                throw said.malformed("the report does not say when it was made: GrpHdr/CreDtTm is missing");
            }
            String message = first(textAt(group, "OrgnlMsgId"), textAt(said, "OrgnlGrpInf", "OrgnlMsgId"));
            if (message == null) {
                throw said.malformed("OrgnlMsgId is missing: of which message is it said?");
            }
            String code = first(textAt(payment, "TxSts"), first(textAt(order, "PmtInfSts"), textAt(group, "GrpSts")));
            if (code == null || (code.equals(IN_PART) && level == Level.TRANSACTION)) {
                throw said.malformed("has no status of its own, and its order and message say "
                        + (code == null ? "none" : code + ", which is said of no payment"));
            }
            XmlNode original = payment == null ? null : payment.at("OrgnlTxRef");
            boolean debit = String.valueOf(textAt(group, "OrgnlMsgNmId")).startsWith("pain.008");
            XmlNode reasons = reasoned(payment, "TxSts", code);
            reasons = reasons == null ? reasoned(order, "PmtInfSts", code) : reasons;
            reasons = reasons == null ? reasoned(group, "GrpSts", code) : reasons;
            sink.accept(new PaymentStatus(
                    said.line(),
                    account(original, debit),
                    level,
                    code,
                    created,
                    message,
                    references(message, payment, order, said),
                    amount(original, debit),
                    day(original),
                    counterparty(original, debit),
                    reasonCodes(reasons),
                    reasonText(reasons)));
        }

        /** Whoever gives reasons for this status: why an order was rejected in part is no reason for a payment that was made. */
        private static @Nullable XmlNode reasoned(@Nullable XmlNode node, String status, String code) {
            if (node == null || node.all("StsRsnInf").isEmpty()) {
                return null;
            }
            String own = node.textAt(status);
            return own == null || own.equals(code) ? node : null;
        }

        private static @Nullable String first(@Nullable String one, @Nullable String other) {
            return one == null ? other : one;
        }

        private static @Nullable String textAt(@Nullable XmlNode node, String... path) {
            return node == null ? null : node.textAt(path);
        }

        private static List<BankReference> references(
                String message, @Nullable XmlNode payment, @Nullable XmlNode order, XmlNode said) {
            var references = new ArrayList<BankReference>(6);
            refer(references, BankReference.END_TO_END_ID, textAt(payment, "OrgnlEndToEndId"));
            refer(references, BankReference.INSTRUCTION_ID, textAt(payment, "OrgnlInstrId"));
            refer(references, BankReference.TRANSACTION_ID, textAt(payment, "OrgnlTxId"));
            refer(references, BankReference.UETR, textAt(payment, "OrgnlUETR"));
            refer(references, BankReference.BANK, textAt(payment, "AcctSvcrRef"));
            if (payment != null && references.isEmpty()) {
                throw said.malformed("names no payment: OrgnlEndToEndId and OrgnlInstrId are missing");
            }
            refer(
                    references,
                    BankReference.PAYMENT_INFORMATION_ID,
                    first(textAt(order, "OrgnlPmtInfId"), textAt(payment, "OrgnlPmtInfId")));
            refer(references, BankReference.MESSAGE_ID, message);
            return references;
        }

        private static void refer(List<BankReference> into, String kind, @Nullable String value) {
            if (value != null && !BankReference.saysNothing(value)) {
                into.add(new BankReference(kind, value));
            }
        }

        /** The company pays in a credit transfer, and is paid in a direct debit. */
        private static @Nullable String account(@Nullable XmlNode original, boolean debit) {
            String side = debit ? "CdtrAcct" : "DbtrAcct";
            String account = first(textAt(original, side, "Id", "IBAN"), textAt(original, side, "Id", "Othr", "Id"));
            return account == null ? null : Statement.accountKey(account);
        }

        private static @Nullable Amount amount(@Nullable XmlNode original, boolean debit) {
            XmlNode amount = null;
            for (String[] path : List.of(
                    new String[] {"Amt", "InstdAmt"},
                    new String[] {"Amt", "EqvtAmt", "Amt"},
                    new String[] {"InstdAmt"},
                    new String[] {"IntrBkSttlmAmt"})) {
                amount = amount == null && original != null ? original.at(path) : amount;
            }
            if (amount == null) {
                return null;
            }
            String currency = amount.currency();
            if (currency == null || currency.isBlank()) {
                throw amount.malformed("has no currency: attribute Ccy is missing");
            }
            BigDecimal value = StatedDecimal.plain(amount.text(), amount.line(), amount.name());
            return new Amount(debit ? value : value.negate(), currency.strip());
        }

        private static @Nullable LocalDate day(@Nullable XmlNode original) {
            if (original == null) {
                return null;
            }
            for (String name : List.of("ReqdExctnDt", "ReqdColltnDt")) {
                String stated =
                        first(first(original.textAt(name, "Dt"), original.textAt(name, "DtTm")), original.textAt(name));
                if (stated != null) {
                    try {
                        return LocalDate.parse(stated.length() > 10 ? stated.substring(0, 10) : stated);
                    } catch (DateTimeException e) {
                        throw original.malformed(
                                name + " \"" + StatedDecimal.quoted(stated) + "\" is no date such as 2026-03-31");
                    }
                }
            }
            return null;
        }

        private static Counterparty counterparty(@Nullable XmlNode original, boolean debit) {
            String party = debit ? "Dbtr" : "Cdtr";
            String account = party + "Acct";
            return Counterparty.of(
                    first(textAt(original, party, "Nm"), textAt(original, party, "Pty", "Nm")),
                    first(textAt(original, account, "Id", "IBAN"), textAt(original, account, "Id", "Othr", "Id")),
                    null);
        }

        private static List<String> reasonCodes(@Nullable XmlNode said) {
            var codes = new ArrayList<String>(1);
            for (XmlNode reason : said == null ? List.<XmlNode>of() : said.all("StsRsnInf")) {
                String code = first(
                        first(reason.textAt("Rsn", "Cd"), reason.textAt("Rsn", "Prtry")),
                        first(reason.textAt("StsRsn", "Cd"), reason.textAt("StsRsn", "Prtry")));
                if (code != null) {
                    codes.add(code);
                }
            }
            return codes;
        }

        private static String reasonText(@Nullable XmlNode said) {
            var lines = new ArrayList<String>(1);
            for (XmlNode reason : said == null ? List.<XmlNode>of() : said.all("StsRsnInf")) {
                for (XmlNode line : reason.all("AddtlInf")) {
                    lines.add(line.text());
                }
                for (XmlNode line : reason.all("AddtlStsRsnInf")) {
                    lines.add(line.text());
                }
            }
            return String.join(" ", lines);
        }
    }
}
