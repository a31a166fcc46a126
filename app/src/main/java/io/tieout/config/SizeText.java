package io.tieout.config;

import java.util.Optional;
import java.util.regex.Pattern;

/** Sizes as people write them: a whole number and one unit, such as {@code 512MiB} or {@code 4GiB}. */
final class SizeText {

    private static final Pattern FORM = Pattern.compile("(\\d{1,6})(MiB|GiB|TiB)");

    private SizeText() {}

    /** The bytes that the text states; empty when it states none. */
    static Optional<Long> parse(String text) {
        var matcher = FORM.matcher(text.strip());
        return matcher.matches()
                ? Optional.of(Long.parseLong(matcher.group(1)) << shift(matcher.group(2)))
                : Optional.empty();
    }

    private static int shift(String unit) {
        return switch (unit) {
            case "MiB" -> 20;
            case "GiB" -> 30;
            case "TiB" -> 40;
            default -> throw new IllegalArgumentException("no unit of size: " + unit);
        };
    }
}
