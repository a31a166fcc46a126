package io.tieout.connect.bank;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds references with a check digit in free text; only those whose check digit is right. */
final class StructuredReference {

    private static final Pattern CANDIDATES = Pattern.compile(
            "(?<![A-Z0-9])(?:(RF\\d{2}(?: ?[A-Z0-9]){1,21})|\\+{3}(\\d{3}/\\d{4}/\\d{5})\\+{3}|(\\d{2}(?: ?\\d{5}){5}|\\d{27}))(?![A-Z0-9])");
    /** Of the Belgian one, the shortest without letters. */
    private static final int FEWEST_DIGITS = 12;

    private static final int[] MODULO_10 = {0, 9, 4, 6, 8, 2, 7, 1, 3, 5};
    private static final BigInteger NINETY_SEVEN = BigInteger.valueOf(97);

    private StructuredReference() {}

    /** All of them, in the order of the text, without blanks. */
    static List<BankReference> in(String text) {
        if (!mayHold(text)) {
            return List.of();
        }
        var found = new LinkedHashSet<String>();
        Matcher matcher = CANDIDATES.matcher(text);
        while (matcher.find()) {
            if (matcher.group(1) != null) {
                String plain = matcher.group(1).replace(" ", "");
                if (creditor(plain)) {
                    found.add(plain);
                }
            } else if (matcher.group(2) != null) {
                if (belgian(matcher.group(2).replace("/", ""))) {
                    found.add("+++" + matcher.group(2) + "+++");
                }
            } else if (swiss(matcher.group(3).replace(" ", ""))) {
                found.add(matcher.group(3).replace(" ", ""));
            }
        }
        var references = new ArrayList<BankReference>();
        found.forEach(value -> references.add(new BankReference(BankReference.STRUCTURED, value)));
        return references;
    }

    /** Most texts hold none: this many digits, or the two letters of a creditor reference, cost less to look for. */
    private static boolean mayHold(String text) {
        if (text.contains("RF")) {
            return true;
        }
        int digits = 0;
        for (int i = 0; i < text.length() && digits < FEWEST_DIGITS; i++) {
            digits += Character.isDigit(text.charAt(i)) ? 1 : 0;
        }
        return digits >= FEWEST_DIGITS;
    }

    private static boolean creditor(String reference) {
        if (reference.length() > 25) {
            return false;
        }
        var digits = new StringBuilder();
        String turned = (reference.substring(4) + reference.substring(0, 4)).toUpperCase(Locale.ROOT);
        turned.chars().forEach(one -> digits.append(Character.digit(one, 36)));
        return new BigInteger(digits.toString()).mod(NINETY_SEVEN).intValue() == 1;
    }

    private static boolean belgian(String digits) {
        long remainder = Long.parseLong(digits.substring(0, 10)) % 97;
        return (remainder == 0 ? 97 : remainder) == Long.parseLong(digits.substring(10));
    }

    private static boolean swiss(String digits) {
        int carry = 0;
        for (int i = 0; i < digits.length() - 1; i++) {
            carry = MODULO_10[(carry + digits.charAt(i) - '0') % 10];
        }
        return (10 - carry) % 10 == digits.charAt(digits.length() - 1) - '0';
    }
}
