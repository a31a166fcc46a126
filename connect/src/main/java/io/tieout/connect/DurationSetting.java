package io.tieout.connect;

import java.time.Duration;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** A duration as people write it in settings: a whole number and one unit, such as {@code 500ms} or {@code 5m}. */
public final class DurationSetting implements ConfigDef.Validator {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

    private final Duration least;

    /** @param least the shortest that is taken */
    public DurationSetting(Duration least) {
        this.least = least;
    }

    /** Reads one that was checked before. */
    public static Duration parse(String text) {
        var matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a duration: " + text);
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    @Override
    public void ensureValid(String name, Object value) {
        try {
            if (parse((String) value).compareTo(least) >= 0) {
                return;
            }
        } catch (IllegalArgumentException e) {
            throw new ConfigException(name, value, "Write a whole number and ms, s, m, h or d, such as 10s.");
        }
        throw new ConfigException(name, value, "It must be at least " + least.toMillis() + "ms.");
    }

    @Override
    public String toString() {
        return "a whole number and ms, s, m, h or d; at least " + least.toMillis() + "ms";
    }
}
