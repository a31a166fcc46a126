package io.tieout.connect.bank;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an entry of camt, or a payment of one, says besides its amount. */
final class CamtStated {

    private final XmlNode node;
    private final boolean out;
    private final Function<XmlNode, Amount> amounts;
    private final List<BankReference> references = new ArrayList<>();

    /** @param out whether the money goes */
    CamtStated(XmlNode node, boolean out, Function<XmlNode, Amount> amounts) {
        this.node = node;
        this.out = out;
        this.amounts = amounts;
    }

    Stated stated() {
        collectReferences();
        Counterparty party = counterparty();
        String text = text();
        StructuredReference.in(text).stream()
                .filter(one -> !references.contains(one))
                .forEach(references::add);
        Amount amount = amountAt("TxAmt");
        Amount original = amountAt("InstdAmt");
        return new Stated(
                references,
                party,
                text,
                code(),
                node.textAt("RtrInf", "Rsn", "Cd") == null
                        ? node.textAt("RtrInf", "Rsn", "Prtry")
                        : node.textAt("RtrInf", "Rsn", "Cd"),
                original == null || original.equals(amount) ? null : original,
                amountAt("CntrValAmt"),
                rate(),
                charges());
    }

    private @Nullable Amount amountAt(String kind) {
        XmlNode at = node.at("AmtDtls", kind, "Amt");
        return at == null || at.text().isEmpty() ? null : amounts.apply(at);
    }

    private @Nullable String rate() {
        for (String kind : List.of("CntrValAmt", "TxAmt", "InstdAmt")) {
            String rate = node.textAt("AmtDtls", kind, "CcyXchg", "XchgRate");
            if (rate != null) {
                return rate;
            }
        }
        return null;
    }

    private void collectReferences() {
        refer(BankReference.ENTRY, node.textAt("NtryRef"));
        refer(BankReference.BANK, node.textAt("AcctSvcrRef"));
        for (XmlNode refs : node.all("Refs")) {
            refer(BankReference.END_TO_END_ID, refs.textAt("EndToEndId"));
            refer(BankReference.BANK, refs.textAt("AcctSvcrRef"));
            refer(BankReference.TRANSACTION_ID, refs.textAt("TxId"));
            refer(BankReference.INSTRUCTION_ID, refs.textAt("InstrId"));
            refer(BankReference.UETR, refs.textAt("UETR"));
            refer(BankReference.MANDATE, refs.textAt("MndtId"));
            refer(BankReference.CHEQUE, refs.textAt("ChqNb"));
            refer(BankReference.CLEARING, refs.textAt("ClrSysRef"));
            refer(BankReference.PAYMENT_INFORMATION_ID, refs.textAt("PmtInfId"));
            refer(BankReference.MESSAGE_ID, refs.textAt("MsgId"));
            refs.all("Prtry").forEach(own -> refer(BankReference.PROPRIETARY, own.textAt("Ref")));
        }
        for (XmlNode details : node.all("NtryDtls")) {
            refer(BankReference.PAYMENT_INFORMATION_ID, details.textAt("Btch", "PmtInfId"));
            refer(BankReference.MESSAGE_ID, details.textAt("Btch", "MsgId"));
        }
        for (XmlNode remittance : node.all("RmtInf")) {
            for (XmlNode structured : remittance.all("Strd")) {
                refer(BankReference.STRUCTURED, structured.textAt("CdtrRefInf", "Ref"));
                refer(BankReference.STRUCTURED, structured.textAt("CdtrRefInf", "CdtrRef"));
                structured.all("RfrdDocInf").forEach(document -> {
                    refer(BankReference.DOCUMENT, document.textAt("Nb"));
                    refer(BankReference.DOCUMENT, document.textAt("RfrdDocNb"));
                });
            }
        }
    }

    private void refer(String kind, @Nullable String value) {
        if (value != null && !BankReference.saysNothing(value)) {
            var reference = new BankReference(kind, value);
            if (!references.contains(reference)) {
                references.add(reference);
            }
        }
    }

    /** The debtor of money that came, the creditor of money that went; the ultimate one only where no other is named. */
    private Counterparty counterparty() {
        XmlNode parties = node.at("RltdPties");
        // What is returned still names its own debtor and creditor; then it may be that only the other one is named.
        boolean creditor = out;
        if (parties != null
                && named(parties, creditor) == null
                && named(parties, !creditor) != null
                && node.at("RtrInf") != null) {
            creditor = !creditor;
        }
        if (parties == null) {
            return Counterparty.of(null, null, Camt.bank(node.at("RltdAgts", creditor ? "CdtrAgt" : "DbtrAgt")));
        }
        String role = creditor ? "Cdtr" : "Dbtr";
        String name = named(parties, creditor);
        XmlNode account = parties.at(role + "Acct", "Id");
        String number = account == null ? null : account.textAt("IBAN");
        if (number == null && account != null) {
            number = account.textAt("Othr", "Id");
        }
        return Counterparty.of(name, number, Camt.bank(node.at("RltdAgts", role + "Agt")));
    }

    private static @Nullable String named(XmlNode parties, boolean creditor) {
        String role = creditor ? "Cdtr" : "Dbtr";
        String name = name(parties.at(role));
        return name == null ? name(parties.at("Ultmt" + role)) : name;
    }

    private static @Nullable String name(@Nullable XmlNode party) {
        if (party == null) {
            return null;
        }
        String name = party.textAt("Nm");
        return name == null ? party.textAt("Pty", "Nm") : name;
    }

    private String text() {
        var words = new ArrayList<String>();
        for (XmlNode remittance : node.all("RmtInf")) {
            remittance.all("Ustrd").stream().map(XmlNode::text).forEach(words::add);
            for (XmlNode structured : remittance.all("Strd")) {
                structured.all("AddtlRmtInf").stream().map(XmlNode::text).forEach(words::add);
            }
        }
        if (words.stream().allMatch(String::isEmpty)) {
            node.all("AddtlTxInf").stream().map(XmlNode::text).forEach(words::add);
        }
        node.all("AddtlNtryInf").stream().map(XmlNode::text).forEach(words::add);
        return words.stream().filter(word -> !word.isEmpty()).collect(Collectors.joining(" "));
    }

    private @Nullable String code() {
        XmlNode code = node.at("BkTxCd");
        if (code == null) {
            return null;
        }
        String domain = code.textAt("Domn", "Cd");
        if (domain == null) {
            return code.textAt("Prtry", "Cd");
        }
        return String.join(
                        "/",
                        domain,
                        orEmpty(code.textAt("Domn", "Fmly", "Cd")),
                        orEmpty(code.textAt("Domn", "Fmly", "SubFmlyCd")))
                .toUpperCase(Locale.ROOT);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** Charges with a direction of their own; without one a charge goes out. */
    private List<Amount> charges() {
        var charges = new ArrayList<Amount>();
        for (XmlNode part : node.all("Chrgs")) {
            List<XmlNode> records = part.all("Rcrd");
            for (XmlNode one : records.isEmpty() ? List.of(part) : records) {
                XmlNode amount = one.at("Amt");
                if (amount != null && !amount.text().isEmpty()) {
                    Amount stated = amounts.apply(amount);
                    charges.add("CRDT".equals(one.textAt("CdtDbtInd")) ? stated : stated.negated());
                }
            }
        }
        return charges;
    }
}
