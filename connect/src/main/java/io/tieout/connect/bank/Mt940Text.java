package io.tieout.connect.bank;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What field 86 says, in the dialects of the countries: numbered subfields (German {@code ?20}, Polish {@code ~20 ^20 <20},
 * Triodos {@code >20}), named ones (Dutch {@code /EREF/../REMI/..}), words in free text ({@code IBAN: .. NAAM: ..}).
 */
final class Mt940Text {

    private static final Pattern NUMBERED = Pattern.compile("\\s*(\\d{3})?([?~^<>@|$#])(\\d{2})[\\s\\S]*");
    private static final Pattern SEPA_KEYS =
            Pattern.compile("(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|BREF|RREF|IBAN|BIC|PURP|RTRN)\\+\\s?");
    private static final Pattern NAMED = Pattern.compile(
            "/(TRTP|IBAN|BIC|NAME|REMI|EREF|KREF|PREF|MARF|CSID|CNTP|ORDP|BENM|ADDR|ISDT|ID|RTRN|PURP|ULTB|ULTD|UDTR|UCRD|TRCD|SVCL|IREF|RREF|INIT|OCMT|CHGS|EXCH|SWOC|TRAN|CDTRREF|CDTRREFTP)/");
    private static final Pattern BEGINS_NAMED = Pattern.compile(
            "\\s*/(TRTP|IBAN|NAME|REMI|EREF|KREF|PREF|MARF|CSID|CNTP|ORDP|BENM|RTRN|TRCD|ISDT|BIC|IREF)/[\\s\\S]*");
    private static final Pattern IBAN = Pattern.compile("[A-Z]{2}\\d{2}[A-Z0-9]{11,30}");
    private static final Pattern FREE_IBAN = Pattern.compile("(?:IBAN|REK):? ?([A-Z]{2}\\d{2}[A-Z0-9]{11,30})");
    private static final Pattern FREE_NAME =
            Pattern.compile("(?:NAAM|AUFTRAGGEBER|NAME): ?([^/:]{2,70}?)(?= {2}|/|$| [A-Z]+: )");
    private static final Pattern MONEY =
            Pattern.compile("/(OCMT|CHGS|OAMT|COAM)/ ?([A-Z]{3})(\\d{1,15}(?:[,.]\\d{0,6})?)/?");
    private static final int FULL = 60;

    private final List<BankReference> references;
    private final @Nullable String type;
    private final @Nullable String givenName;
    private final List<String> supplement;
    private final List<String> lines;
    private final boolean in;

    private @Nullable String name;
    private @Nullable String account;
    private @Nullable String bank;
    private @Nullable String code;
    private @Nullable String returnReason;
    private String text = "";

    Mt940Text(
            List<BankReference> references,
            @Nullable String type,
            @Nullable String name,
            List<String> supplement,
            List<String> lines,
            boolean in) {
        this.references = new ArrayList<>(references);
        this.type = type;
        this.givenName = name;
        this.supplement = supplement;
        this.lines = lines;
        this.in = in;
    }

    Stated stated() {
        String glued = String.join("", lines);
        Matcher numbered = NUMBERED.matcher(glued);
        if (numbered.matches() && subfields(glued, numbered.group(2)) > 0) {
            numbered(glued, numbered.group(1), numbered.group(2));
        } else if (BEGINS_NAMED.matcher(glued).matches()) {
            named(glued);
        } else {
            free();
        }
        String more = String.join("", supplement).strip();
        if (IBAN.matcher(more).matches() && account == null) {
            account = more;
        }
        Amount original = money(more + glued, "OCMT");
        Amount charge = money(more + glued, "CHGS");
        StructuredReference.in(text).stream()
                .filter(one -> !references.contains(one))
                .forEach(references::add);
        return new Stated(
                references,
                Counterparty.of(name == null ? givenName : name, account, bank),
                text.isEmpty() && !IBAN.matcher(more).matches() && !more.startsWith("/") ? lineOf(supplement) : text,
                type == null ? code : code == null ? type : type + "/" + code,
                returnReason,
                original == null || in ? original : original.negated(),
                null,
                null,
                charge == null ? List.of() : List.of(charge.negated()));
    }

    private static int subfields(String text, String separator) {
        Matcher matcher = Pattern.compile(Pattern.quote(separator) + "\\d{2}").matcher(text);
        int count = 0;
        while (matcher.find()) {
            count++;
        }
        return count;
    }

    private void numbered(String glued, @Nullable String business, String separator) {
        Map<String, StringBuilder> fields = new TreeMap<>();
        Matcher matcher = Pattern.compile(Pattern.quote(separator) + "(\\d{2})").matcher(glued);
        String open = null;
        int from = 0;
        while (matcher.find()) {
            if (open != null) {
                keep(fields, open, glued.substring(from, matcher.start()));
            }
            open = matcher.group(1);
            from = matcher.end();
        }
        if (open != null) {
            keep(fields, open, glued.substring(from));
        }
        code = business;
        String purpose = joined(fields, 20, separator.equals("<") || separator.equals("~") ? 26 : 29);
        String more = joined(fields, 60, 63);
        name = join(fields.get("32"), fields.get("33"));
        if (separator.equals("<") && name == null) {
            name = join(fields.get("27"), fields.get("28"));
        } else if (separator.equals("<") || separator.equals("~")) {
            String names = name == null ? "" : name;
            purpose += names.isEmpty() || fields.containsKey("32")
                    ? plain(fields.get("27")) + plain(fields.get("28"))
                    : "";
        }
        bank = plainOrNull(fields.get("30"));
        account = plainOrNull(fields.get("38"));
        if (account == null
                && separator.equals("~")
                && plain(fields.get("29")).replace(" ", "").matches("(?:[A-Z]{2})?\\d{20,}")) {
            account = plain(fields.get("29"));
        } else if (separator.equals("~")) {
            purpose += plain(fields.get("29"));
        }
        if (account == null) {
            account = plainOrNull(fields.get("31"));
        }
        String posting = plain(fields.get("00"));
        String whole = purpose + more;
        text = whole.isBlank() ? posting : sepa(whole).strip();
        if (separator.equals(">") && purpose.length() > 10) {
            triodos(fields);
        }
    }

    /** Triodos writes BIC and IBAN into the first lines of the purpose. */
    private void triodos(Map<String, StringBuilder> fields) {
        String second = plain(fields.get("21"));
        if (IBAN.matcher(second).matches()) {
            account = second;
            bank = plainOrNull(fields.get("20"));
            text = joined(fields, 22, 29).strip();
        }
    }

    private static void keep(Map<String, StringBuilder> fields, String number, String value) {
        fields.computeIfAbsent(number, any -> new StringBuilder()).append(value);
    }

    private static String joined(Map<String, StringBuilder> fields, int from, int to) {
        var joined = new StringBuilder();
        for (int i = from; i <= to; i++) {
            StringBuilder part = fields.get(String.valueOf(i));
            if (part != null) {
                joined.append(part);
            }
        }
        return joined.toString();
    }

    private static String plain(@Nullable StringBuilder part) {
        return part == null ? "" : part.toString().strip();
    }

    private static @Nullable String plainOrNull(@Nullable StringBuilder part) {
        return part == null || part.toString().isBlank()
                ? null
                : part.toString().strip();
    }

    private static @Nullable String join(@Nullable StringBuilder first, @Nullable StringBuilder second) {
        if (first == null && second == null) {
            return null;
        }
        return ((first == null ? "" : first.toString()) + (second == null ? "" : second.toString())).strip();
    }

    /** Takes the references out of {@code EREF+.. MREF+.. SVWZ+..} and returns what is left for people. */
    private String sepa(String purpose) {
        Matcher matcher = SEPA_KEYS.matcher(purpose);
        var parts = new LinkedHashMap<String, String>();
        String open = null;
        int from = 0;
        String before = purpose;
        while (matcher.find()) {
            String sofar = purpose.substring(from, matcher.start());
            if (open == null) {
                before = sofar;
            } else {
                parts.merge(open, sofar.strip(), String::concat);
            }
            open = matcher.group(1);
            from = matcher.end();
        }
        if (open == null) {
            return purpose;
        }
        parts.merge(open, purpose.substring(from).strip(), String::concat);
        refer(BankReference.END_TO_END_ID, parts.get("EREF"));
        refer(BankReference.CUSTOMER, parts.get("KREF"));
        refer(BankReference.MANDATE, parts.get("MREF"));
        refer(BankReference.CREDITOR_ID, parts.get("CRED"));
        refer(BankReference.BANK, parts.get("BREF"));
        returnReason = parts.get("RTRN");
        if (parts.containsKey("IBAN")) {
            account = parts.get("IBAN");
        }
        if (parts.containsKey("BIC")) {
            bank = parts.get("BIC");
        }
        String words = parts.get("SVWZ");
        return words == null
                ? before.isBlank() ? purpose : before
                : before.isBlank() ? words : before.strip() + " " + words;
    }

    private void named(String glued) {
        Matcher matcher = NAMED.matcher(glued);
        var parts = new LinkedHashMap<String, String>();
        String open = null;
        int from = 0;
        int search = 0;
        while (matcher.find(search)) {
            if (open != null) {
                parts.putIfAbsent(open, glued.substring(Math.min(from, matcher.start()), matcher.start()));
            }
            open = matcher.group(1);
            from = matcher.end();
            // The slash that ends one name may begin the next one: /BENM//NAME/, /ORDP/NAME/.
            search = matcher.end() - 1;
        }
        if (open != null) {
            parts.putIfAbsent(open, from > glued.length() ? "" : glued.substring(Math.min(from, glued.length())));
        }
        refer(BankReference.END_TO_END_ID, value(parts, "EREF"));
        refer(BankReference.CUSTOMER, value(parts, "KREF"));
        refer(BankReference.PAYMENT_INFORMATION_ID, value(parts, "PREF"));
        refer(BankReference.MANDATE, value(parts, "MARF"));
        refer(BankReference.CREDITOR_ID, value(parts, "CSID"));
        refer(BankReference.BANK, value(parts, "IREF"));
        returnReason = value(parts, "RTRN");
        account = value(parts, "IBAN");
        bank = value(parts, "BIC");
        name = value(parts, "NAME");
        String counterparty = parts.get("CNTP");
        if (counterparty != null) {
            String[] said = counterparty.split("/", -1);
            account = said[0];
            bank = said.length > 1 ? said[1] : null;
            name = said.length > 2 ? said[2] : null;
        }
        text = remittance(parts);
    }

    private String remittance(Map<String, String> parts) {
        String remittance = value(parts, "REMI");
        if (remittance == null) {
            String purpose = value(parts, "TRTP");
            return purpose == null ? "" : purpose;
        }
        if (remittance.startsWith("USTD//")) {
            return remittance.substring("USTD//".length()).strip();
        }
        Matcher structured =
                Pattern.compile("STRD/(?:CUR|ISO|CDTR)?/?([^/]+)/?").matcher(remittance);
        if (structured.matches()) {
            refer(BankReference.STRUCTURED, structured.group(1));
            return structured.group(1);
        }
        return remittance;
    }

    private static @Nullable String value(Map<String, String> parts, String key) {
        String value = parts.get(key);
        if (value == null) {
            return null;
        }
        String plain = value.strip();
        while (plain.endsWith("/")) {
            plain = plain.substring(0, plain.length() - 1).strip();
        }
        return plain.isEmpty() ? null : plain;
    }

    private void free() {
        text = lineOf(lines);
        Matcher iban = FREE_IBAN.matcher(text);
        if (iban.find()) {
            account = iban.group(1);
        } else {
            int blank = text.indexOf(' ');
            String first = blank < 0 ? text : text.substring(0, blank);
            account = IBAN.matcher(first).matches() ? first : null;
        }
        Matcher named = FREE_NAME.matcher(text);
        if (named.find()) {
            name = named.group(1).strip();
        }
        if (SEPA_KEYS.matcher(text).lookingAt()) {
            text = sepa(text).strip();
        }
    }

    /** Lines as one: a full line goes on without a blank, because the bank cut it. */
    private static String lineOf(List<String> lines) {
        var joined = new StringBuilder();
        int last = 0;
        for (String line : lines) {
            String plain = line.strip();
            if (plain.isEmpty()) {
                last = 0;
                continue;
            }
            if (joined.length() > 0 && last < FULL) {
                joined.append(' ');
            }
            joined.append(plain);
            last = plain.length();
        }
        return joined.toString();
    }

    private static @Nullable Amount money(String text, String key) {
        Matcher matcher = MONEY.matcher(text);
        while (matcher.find()) {
            if (matcher.group(1).equals(key)) {
                String digits = matcher.group(3).replace(',', '.');
                return new Amount(new BigDecimal(digits.endsWith(".") ? digits + "0" : digits), matcher.group(2));
            }
        }
        return null;
    }

    private void refer(String kind, @Nullable String value) {
        if (value != null && !BankReference.saysNothing(value)) {
            references.add(new BankReference(kind, value.strip()));
        }
    }
}
