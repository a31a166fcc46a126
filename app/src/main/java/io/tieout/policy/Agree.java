package io.tieout.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which measures must agree: {@code books.amount = provider.amount}; of a group also more than two.
 *
 * @param terms the first is what the others are compared with
 */
record Agree(List<Term> terms) {

    /** A measure of a side. */
    record Term(String side, String measure) {}

    private static final Pattern TERM = Pattern.compile("[^\\s.=]+\\.[^\\s.=]+");

    Agree {
        terms = List.copyOf(terms);
    }

    static Optional<Agree> parse(String text) {
        var terms = new ArrayList<Term>();
        for (String written : text.split("=", -1)) {
            String term = written.strip();
            if (!TERM.matcher(term).matches()) {
                return Optional.empty();
            }
            int dot = term.indexOf('.');
            terms.add(new Term(term.substring(0, dot), term.substring(dot + 1)));
        }
        return terms.size() < 2 ? Optional.empty() : Optional.of(new Agree(terms));
    }
}
