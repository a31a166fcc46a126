package io.tieout.policy;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which two measures must agree: {@code books.amount = provider.amount}.
 *
 * @param first name of the side that comes first in the policy
 * @param second name of the side that is compared with it
 */
record Agree(Term first, Term second) {

    /** A measure of a side. */
    record Term(String side, String measure) {}

    private static final Pattern FORM =
            Pattern.compile("\\s*([^\\s.=]+)\\.([^\\s.=]+)\\s*=\\s*([^\\s.=]+)\\.([^\\s.=]+)\\s*");

    static Optional<Agree> parse(String text) {
        Matcher parts = FORM.matcher(text);
        return parts.matches()
                ? Optional.of(
                        new Agree(new Term(parts.group(1), parts.group(2)), new Term(parts.group(3), parts.group(4))))
                : Optional.empty();
    }
}
