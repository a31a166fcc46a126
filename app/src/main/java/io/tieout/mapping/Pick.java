package io.tieout.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How one value is taken from a row.
 *
 * @param field the key of the mapping that asks for it, for faults
 * @param terms what it is made of: one, or several that are joined
 * @param joint what stands between them
 * @param optional whether it may be absent; null and empty text are absent too
 * @param match what of the text is the value: its first group, or all of it without groups; null for the whole text
 */
public record Pick(
        String field,
        List<Term> terms,
        String joint,
        boolean optional,
        @Nullable Pattern match) {

    private static final int LONGEST_TEXT = 4_000;
    private static final int LONGEST_QUOTE = 60;

    /** More digits than any identifier or amount has; an exponent could ask for millions. */
    private static final int MOST_DIGITS = 60;

    /** One part of a value. */
    public sealed interface Term {

        /** What stands in the document. */
        record At(Path path) implements Term {}

        /** A text of the mapping itself. */
        record Constant(String text) implements Term {}
    }

    /**
     * The value, or empty where it is absent and may be.
     *
     * @throws MismatchException when it is absent and must not be, is more than one, or is no single value
     */
    public Optional<String> text(Row row) throws MismatchException {
        List<String> found = texts(row);
        if (found.size() > 1 && match == null) {
            throw fault("stands there " + found.size() + " times; expected is one value");
        }
        return found.stream().findFirst();
    }

    /** The value of what must be there. */
    public String required(Row row) throws MismatchException {
        return text(row).orElseThrow(() -> fault("is missing"));
    }

    /** Every value, where several may stand. */
    public List<String> texts(Row row) throws MismatchException {
        List<String> whole = joined(row);
        var found = new ArrayList<String>();
        for (String one : whole) {
            if (match == null) {
                found.add(one);
            } else {
                addMatches(match, one, found);
            }
        }
        if (found.isEmpty() && !optional) {
            throw fault(
                    whole.isEmpty()
                            ? "is missing"
                            : "is " + quoted(whole.get(0)) + "; expected is a text that matches " + match);
        }
        return found;
    }

    private void addMatches(Pattern pattern, String text, List<String> found) throws MismatchException {
        if (text.length() > LONGEST_TEXT) {
            throw fault("is longer than " + LONGEST_TEXT + " characters; such a text is not searched");
        }
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            String part = matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
            if (part != null && !part.isBlank()) {
                found.add(part.strip());
            }
        }
    }

    private List<String> joined(Row row) throws MismatchException {
        if (terms.size() == 1) {
            return values(terms.get(0), row);
        }
        var parts = new ArrayList<String>();
        for (Term term : terms) {
            List<String> values = values(term, row);
            if (values.size() != 1) {
                if (values.isEmpty() && optional) {
                    return List.of();
                }
                throw fault(named(term) + (values.isEmpty() ? " is missing" : " stands there several times"));
            }
            parts.add(values.get(0));
        }
        return List.of(String.join(joint, parts));
    }

    private List<String> values(Term term, Row row) throws MismatchException {
        if (term instanceof Term.Constant constant) {
            return List.of(constant.text());
        }
        var values = new ArrayList<String>();
        for (JsonNode node : ((Term.At) term).path().in(row)) {
            String text = scalar(node, term).strip();
            if (!text.isEmpty()) {
                values.add(text);
            }
        }
        return values;
    }

    private String scalar(JsonNode node, Term term) throws MismatchException {
        if (node.isContainerNode()) {
            throw fault(named(term) + " is " + (node.isArray() ? "a list" : "a block") + "; expected is one value");
        }
        if (!node.isNumber()) {
            return node.asText();
        }
        BigDecimal number = node.decimalValue();
        if (Math.abs((long) number.scale()) > MOST_DIGITS || number.precision() > MOST_DIGITS) {
            throw fault(named(term) + " is a number of more than " + MOST_DIGITS + " digits");
        }
        return number.toPlainString();
    }

    MismatchException fault(String problem) {
        return new MismatchException(field + ": "
                + (terms.size() == 1 && !problem.startsWith(named(terms.get(0))) ? named(terms.get(0)) + " " : "")
                + problem + (problem.endsWith("?") ? "" : "."));
    }

    private static String named(Term term) {
        return term instanceof Term.At at ? at.path().text() : quoted(((Term.Constant) term).text());
    }

    /** The paths that it follows. */
    List<Path> paths() {
        return terms.stream()
                .filter(Term.At.class::isInstance)
                .map(term -> ((Term.At) term).path())
                .toList();
    }

    static String quoted(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return '"' + (line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "...") + '"';
    }
}
