package io.tieout.connect.bank;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Reads numbers as banks and providers write them, never more digits than an account can hold. */
public final class StatedDecimal {

    private static final Pattern PLAIN = Pattern.compile("[+-]?(?:\\d{1,24}(?:\\.\\d{0,12})?|\\.\\d{1,12})");
    private static final int LONGEST_QUOTE = 40;

    private StatedDecimal() {}

    /** A number with a point, a sign before it or none. */
    public static BigDecimal plain(String text, long line, String field) {
        String given = text.strip();
        if (!PLAIN.matcher(given).matches()) {
            throw new MalformedStatementException(line, 0, field, "\"" + quoted(given) + "\" is no amount");
        }
        return new BigDecimal(given.endsWith(".") ? given.substring(0, given.length() - 1) : given);
    }

    /** The text as a message may hold it: short, and without control characters. */
    public static String quoted(String text) {
        String shown = text.codePoints()
                .limit(LONGEST_QUOTE)
                .map(point -> Character.isISOControl(point) ? '?' : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return text.length() > LONGEST_QUOTE ? shown + "..." : shown;
    }
}
