package io.tieout.config;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/** What a setting's value must be; the text of each check completes the sentence "expected ...". */
final class Checks {

    private Checks() {}

    static Validator any(String expected) {
        return check(expected, value -> true);
    }

    static Validator notBlank(String expected) {
        return check(expected, value -> !value.isBlank());
    }

    static Validator matching(String form, String expected) {
        var pattern = Pattern.compile(form);
        return check(expected, value -> pattern.matcher(value).matches());
    }

    static Validator size() {
        return check(
                "a size such as 512MiB or 4GiB",
                value -> SizeText.parse(value).filter(bytes -> bytes > 0).isPresent());
    }

    static Validator oneOf(String... values) {
        return check("one of " + String.join(", ", values), List.of(values)::contains);
    }

    static Validator url() {
        return check("an address such as http://host:8081", Checks::isUrl);
    }

    static Validator urls() {
        return check(
                "addresses such as http://host:8081, with commas between",
                value -> Arrays.stream(value.split(",", -1)).allMatch(url -> isUrl(url.strip())));
    }

    /** User and password have no place in an address: addresses are shown and logged. */
    private static boolean isUrl(String value) {
        try {
            var uri = URI.create(value);
            return uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && List.of("http", "https").contains(uri.getScheme());
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    static Validator duration(String least, String most) {
        var shortest = DurationText.parse(least).orElseThrow();
        var longest = DurationText.parse(most).orElseThrow();
        return check(
                "a duration from " + least + " to " + most + ", such as 5s or 15m",
                value -> DurationText.parse(value)
                        .filter(duration -> isBetween(duration, shortest, longest))
                        .isPresent());
    }

    private static boolean isBetween(Duration duration, Duration shortest, Duration longest) {
        return duration.compareTo(shortest) >= 0 && duration.compareTo(longest) <= 0;
    }

    static Validator instant() {
        return check(
                "a date such as 2026-01-01 or an instant such as 2026-01-01T00:00:00Z",
                value -> parseInstant(value).isPresent());
    }

    /** An instant, or the beginning of a date in UTC. */
    static Optional<Instant> parseInstant(String text) {
        try {
            return Optional.of(
                    text.contains("T")
                            ? Instant.parse(text.strip().toUpperCase(Locale.ROOT))
                            : LocalDate.parse(text.strip())
                                    .atStartOfDay(ZoneOffset.UTC)
                                    .toInstant());
        } catch (DateTimeParseException neither) {
            return Optional.empty();
        }
    }

    static Validator between(int least, int most) {
        return number("a whole number from " + least + " to " + most, value -> value >= least && value <= most);
    }

    static Validator port() {
        return number("a port from 1 to 65535, or 0 for any free one", value -> value >= 0 && value <= 65535);
    }

    static Validator replicationFactor() {
        return number(
                "a whole number of replicas, or -1 for the broker's default",
                value -> value == -1 || (value >= 1 && value <= 100));
    }

    static Validator each(String form, String expected) {
        var pattern = Pattern.compile(form);
        return of(
                expected,
                value -> value instanceof List<?> items
                        && items.stream()
                                .allMatch(item ->
                                        pattern.matcher(String.valueOf(item)).matches()));
    }

    static Validator secret(String form, String expected) {
        var pattern = Pattern.compile(form);
        return of(
                expected,
                value -> value instanceof Password secret
                        && pattern.matcher(secret.value()).matches());
    }

    private static Validator check(String expected, Predicate<String> accepted) {
        return of(expected, value -> value instanceof String text && accepted.test(text));
    }

    private static Validator number(String expected, Predicate<Integer> accepted) {
        return of(expected, value -> value instanceof Integer number && accepted.test(number));
    }

    private static Validator of(String expected, Predicate<Object> accepted) {
        return new Validator() {
            @Override
            public void ensureValid(String name, Object value) {
                // A setting that is not set has nothing to check.
                if (value != null && !accepted.test(value)) {
                    throw new ConfigException("expected " + expected);
                }
            }

            @Override
            public String toString() {
                return expected;
            }
        };
    }
}
