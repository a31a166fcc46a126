package io.tieout.matching.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The words of a name or a label, and how much of them stands in another.
 *
 * <p>Labels are cut off, run together and mistyped: {@code "RIVERSTONE A"}, {@code "OAKWOODDIGITAL"} and
 * {@code "CEDAROINT PROFESSIONAL"} name Riverstone Analytics, Oakwood Digital and Cedarpoint Professional.
 *
 * @param list words in order, upper case, without those that every label has
 * @param joined all of them without spaces
 */
record Words(List<String> list, String joined) {

    static final Words NONE = new Words(List.of(), "");

    /** How banks speak, which says nothing of who is meant. */
    private static final Set<String> NOISE = Set.of(
            "ACH",
            "SEPA",
            "POS",
            "WIRE",
            "TRF",
            "TRANSFER",
            "UEBERWEISUNG",
            "VIREMENT",
            "DEBIT",
            "CREDIT",
            "CARD",
            "PAYMENT",
            "PAYMENTS",
            "PMT",
            "PYMT",
            "EPAYMENT",
            "AUTO",
            "AUTOPAY",
            "PAY",
            "BILL",
            "CHECK",
            "CHEQUE",
            "CHK",
            "DEPOSIT",
            "INVOICE",
            "INV",
            "REF",
            "REFERENCE",
            "FROM",
            "TO",
            "IN",
            "OUT",
            "THE",
            "AND",
            "FOR",
            "OF",
            "ONLINE",
            "WEB",
            "PURCHASE",
            "DIRECT",
            "ORDER",
            "STANDING",
            "BANK",
            "VOID",
            "JANUARY",
            "FEBRUARY",
            "MARCH",
            "APRIL",
            "MAY",
            "JUNE",
            "JULY",
            "AUGUST",
            "SEPTEMBER",
            "OCTOBER",
            "NOVEMBER",
            "DECEMBER");

    private static final int MOST_WORDS = 12;
    private static final int KEYED_WORDS = 3;
    private static final int KEY_LENGTH = 4;
    private static final int LEAST_LETTERS = 5;
    private static final int ONE_SLIP = 5;
    private static final int WITHIN = 4;
    private static final int MENTIONED = 80;

    static Words of(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return NONE;
        }
        var words = new ArrayList<String>();
        var joined = new StringBuilder();
        for (String word : Reading.pieces(Reading.plain(text), Words::isWritten)) {
            String letters = letters(word);
            if (!letters.isEmpty() && !NOISE.contains(letters) && words.size() < MOST_WORDS) {
                words.add(letters);
                joined.append(letters);
            }
        }
        return words.isEmpty() ? NONE : new Words(List.copyOf(words), joined.toString());
    }

    /** Accents stand beside their letters, as characters of their own. */
    private static boolean isWritten(int character) {
        return Character.isLetterOrDigit(character) || Character.getType(character) == Character.NON_SPACING_MARK;
    }

    /** The word without accents; empty when it holds a digit: numbers are another clue. */
    private static String letters(String word) {
        var letters = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            char character = word.charAt(i);
            if (Character.isDigit(character)) {
                return "";
            }
            if (Character.isLetter(character)) {
                letters.append(character);
            }
        }
        return letters.toString();
    }

    /** How much of the fuller naming stands in the other, from 0 to 100. */
    static int likeness(Words one, Words other) {
        return Math.max(one.within(other), other.within(one));
    }

    /**
     * Percent of these words, by their letters, that stand in the other; 0 where they say too little. A label
     * begins with whom it is about: of {@code "Oakwood Ltd - replaces payment to Apex Group"} the name Apex
     * Group counts less, for it is mentioned only.
     */
    int within(Words other) {
        int all = 0;
        int found = 0;
        int first = Integer.MAX_VALUE;
        for (int i = 0; i < list.size(); i++) {
            String word = list.get(i);
            all += word.length();
            int at = other.position(word, i == list.size() - 1);
            if (at >= 0) {
                found += word.length();
                first = word.length() >= WITHIN ? Math.min(first, at) : first;
            }
        }
        if (all < LEAST_LETTERS || found == 0) {
            return 0;
        }
        boolean mentioned = first >= list.size() && first != Integer.MAX_VALUE;
        return found * (mentioned ? MENTIONED : 100) / all;
    }

    /**
     * Where the word stands; negative where it does not.
     *
     * @param last the last word of a label may be cut off anywhere
     */
    private int position(String word, boolean last) {
        for (int i = 0; i < list.size(); i++) {
            String own = list.get(i);
            if (own.equals(word) || (own.startsWith(word) && (last || word.length() >= WITHIN))) {
                return i;
            }
        }
        if (word.length() >= WITHIN && joined.contains(word)) {
            return wordAt(joined.indexOf(word));
        }
        if (word.length() >= ONE_SLIP) {
            for (int i = 0; i < list.size(); i++) {
                if (oneSlipApart(word, list.get(i))) {
                    return i;
                }
            }
        }
        return -1;
    }

    private int wordAt(int letter) {
        int passed = 0;
        for (int i = 0; i < list.size(); i++) {
            passed += list.get(i).length();
            if (letter < passed) {
                return i;
            }
        }
        return list.size();
    }

    /** One letter more, less, other, or two neighbours exchanged. */
    static boolean oneSlipApart(String one, String other) {
        int longer = Math.max(one.length(), other.length());
        int shorter = Math.min(one.length(), other.length());
        if (longer - shorter > 1) {
            return false;
        }
        int start = 0;
        while (start < shorter && one.charAt(start) == other.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < shorter - start && one.charAt(one.length() - 1 - end) == other.charAt(other.length() - 1 - end)) {
            end++;
        }
        int differ = longer - start - end;
        if (differ <= 1) {
            return true;
        }
        return differ == 2
                && one.length() == other.length()
                && one.charAt(start) == other.charAt(start + 1)
                && one.charAt(start + 1) == other.charAt(start);
    }

    /**
     * Where to look for others that name the same: under the beginning of the first word, and of each two
     * neighbours among the first few. A label begins with whom it is about.
     */
    void keys(Set<String> pairs, Set<String> single) {
        String before = "";
        int keyed = 0;
        for (String word : list) {
            if (word.length() < KEY_LENGTH) {
                continue;
            }
            String key = word.substring(0, KEY_LENGTH);
            if (before.isEmpty()) {
                single.add(key);
            } else {
                pairs.add(before + key);
            }
            before = key;
            if (++keyed == KEYED_WORDS) {
                return;
            }
        }
    }
}
