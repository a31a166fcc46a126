package io.tieout.matching.pool;

import io.tieout.matching.Clues;
import io.tieout.matching.Reference;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The clues of an entry, normalised so that two systems that write the same thing differently read alike:
 * {@code "INV/2026/00012"}, {@code "inv 2026-00012"} and {@code "INV-2026 00012"} share a number, {@code
 * "CHK-4858"} and {@code "check #4858"} share 4858.
 *
 * @param references whole references, letters and digits only
 * @param parts numbers within the references, alone and with what stands beside them
 * @param numbers numbers within the texts, likewise
 * @param party words of the counterparty
 * @param words words of the text
 */
record Reading(Set<String> references, Set<String> parts, Set<String> numbers, Words party, Words words) {

    /** Shorter ones stand in every other text by chance. */
    private static final int SHORTEST = 4;

    private static final int LONGEST = 40;

    /** A text that is longer than any label tells nothing more. */
    private static final int LONGEST_TEXT = 1_000;

    private static final int MOST_NUMBERS = 24;

    static Reading of(Clues clues) {
        var references = new LinkedHashSet<String>();
        var parts = new LinkedHashSet<String>();
        for (Reference reference : clues.references()) {
            String whole = squashed(reference.value());
            if (whole.length() >= SHORTEST && whole.length() <= LONGEST && hasDigit(whole)) {
                references.add(whole);
            }
            numbers(reference.value(), parts);
        }
        parts.removeAll(references);
        var numbers = new LinkedHashSet<String>();
        numbers(clues.text(), numbers);
        numbers(clues.counterparty(), numbers);
        return new Reading(references, parts, numbers, Words.of(clues.counterparty()), Words.of(clues.text()));
    }

    /** Everything by which the entry may be found as the bearer of a reference. */
    Set<String> tokens() {
        var all = new LinkedHashSet<>(references);
        all.addAll(parts);
        all.addAll(numbers);
        return all;
    }

    boolean bears(String token) {
        return references.contains(token) || parts.contains(token) || numbers.contains(token);
    }

    /** What both bear, whole references of either first. */
    static List<String> shared(Reading one, Reading other) {
        var shared = new ArrayList<String>(2);
        for (String token : one.tokens()) {
            if (other.bears(token)) {
                shared.add(token);
            }
        }
        return shared;
    }

    /** Upper case without accents. */
    static String plain(String text) {
        String bounded = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
        String plain = bounded;
        for (int i = 0; i < bounded.length(); i++) {
            if (bounded.charAt(i) > 127) {
                plain = Normalizer.normalize(bounded, Normalizer.Form.NFKD);
                break;
            }
        }
        return plain.toUpperCase(Locale.ROOT);
    }

    private static String squashed(String text) {
        var squashed = new StringBuilder(text.length());
        String plain = plain(text);
        for (int i = 0; i < plain.length(); i++) {
            if (Character.isLetterOrDigit(plain.charAt(i))) {
                squashed.append(plain.charAt(i));
            }
        }
        return squashed.toString();
    }

    private static boolean hasDigit(String token) {
        for (int i = 0; i < token.length(); i++) {
            if (Character.isDigit(token.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /**
     * The numbers of a text: runs of letters and digits that hold a digit, alone and joined to what stands
     * beside them without a space, and across one space to a number or a short word before it.
     */
    private static void numbers(@Nullable String text, Set<String> into) {
        if (text == null) {
            return;
        }
        String before = "";
        boolean numberBefore = false;
        for (String word : pieces(plain(text), Reading::isWritten)) {
            List<String> runs = runs(word);
            var whole = new StringBuilder();
            boolean number = false;
            for (int from = 0; from < runs.size(); from++) {
                var joined = new StringBuilder();
                for (int to = from; to < Math.min(runs.size(), from + 4); to++) {
                    joined.append(runs.get(to));
                    boolean all = from == 0 && to == runs.size() - 1;
                    add(joined.toString(), runs.subList(from, to + 1), all && to > 0, into);
                }
                whole.append(runs.get(from));
                number |= hasDigit(runs.get(from));
            }
            String squashed = whole.toString();
            if (number && !before.isEmpty() && (numberBefore || before.length() <= SHORTEST)) {
                add(before + squashed, runs, false, into);
            }
            before = squashed;
            numberBefore = number;
            if (into.size() > MOST_NUMBERS) {
                return;
            }
        }
    }

    /**
     * A year distinguishes nobody: {@code INV/2026/00012} is not found by {@code INV2026}.
     *
     * @param all the runs are a whole word of several, such as {@code INV-2026}: then what looks like a year is none
     */
    private static void add(String token, List<String> runs, boolean all, Set<String> into) {
        boolean tells = token.length() >= SHORTEST && token.length() <= LONGEST;
        if (tells && runs.stream().anyMatch(run -> hasDigit(run) && (all || !isYear(run)))) {
            into.add(token);
        }
    }

    private static boolean isYear(String run) {
        return run.length() == 4 && (run.startsWith("19") || run.startsWith("20")) && digits(run);
    }

    private static boolean digits(String run) {
        return run.chars().allMatch(Character::isDigit);
    }

    private static List<String> runs(String word) {
        return pieces(word, Character::isLetterOrDigit);
    }

    private static boolean isWritten(int character) {
        return !Character.isWhitespace(character);
    }

    /** The longest pieces of a text of which every character is of a kind. */
    static List<String> pieces(String text, IntPredicate kind) {
        var pieces = new ArrayList<String>();
        int start = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean inside = i < text.length() && kind.test(text.charAt(i));
            if (inside && start < 0) {
                start = i;
            } else if (!inside && start >= 0) {
                pieces.add(text.substring(start, i));
                start = -1;
            }
        }
        return pieces;
    }

    /** Words by which entries that name somebody find each other: their beginnings, in pairs and alone. */
    NameKeys nameKeys() {
        var pairs = new LinkedHashSet<String>();
        var single = new LinkedHashSet<String>();
        party.keys(pairs, single);
        words.keys(pairs, single);
        return new NameKeys(Set.copyOf(pairs), Set.copyOf(single));
    }

    /**
     * @param pairs beginnings of two neighbouring words
     * @param single beginnings of single words
     */
    record NameKeys(Set<String> pairs, Set<String> single) {}
}
