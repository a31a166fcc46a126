package io.tieout.config;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Durations as people write them: a whole number and one unit, such as {@code 100ms} or {@code 15m}. */
public final class DurationText {

    private static final Pattern FORM = Pattern.compile("(\\d{1,15})(ms|s|m|h|d)");

    private DurationText() {}

    /** The duration that the text states; empty when it states none. */
    public static Optional<Duration> parse(String text) {
        var matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var millis = new BigInteger(matcher.group(1))
                .multiply(BigInteger.valueOf(unit(matcher.group(2)).toMillis()));
        // Kafka's own settings are a long of milliseconds; what does not fit there fits nowhere.
        return millis.bitLength() < Long.SIZE ? Optional.of(Duration.ofMillis(millis.longValue())) : Optional.empty();
    }

    /** The shortest text that {@link #parse} reads back as the same duration, to the millisecond. */
    public static String of(Duration duration) {
        long millis = duration.toMillis();
        for (var unit : new String[] {"d", "h", "m", "s"}) {
            long size = unit(unit).toMillis();
            if (millis != 0 && millis % size == 0) {
                return millis / size + unit;
            }
        }
        return millis + "ms";
    }

    private static Duration unit(String name) {
        return switch (name) {
            case "ms" -> Duration.ofMillis(1);
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            case "d" -> Duration.ofDays(1);
            default -> throw new IllegalArgumentException("no unit of time: " + name);
        };
    }
}
