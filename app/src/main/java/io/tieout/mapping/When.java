package io.tieout.mapping;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a point in time is taken from a row. A day begins at midnight of the zone.
 *
 * @param format as the file writes it: {@code iso}, {@code epoch-seconds}, {@code epoch-millis} or a pattern
 * @param zone of what has no offset; null where the file names none, which is UTC for days and refused for times of day
 */
public record When(Pick value, String format, @Nullable ZoneId zone) {

    static final String ISO = "iso";
    static final String SECONDS = "epoch-seconds";
    static final String MILLIS = "epoch-millis";

    private static final DateTimeFormatter ISO_FORM = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendPattern("['T'][' ']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    /**
     * A formatter by a pattern; its y are years as one writes them, not years of an era.
     *
     * @throws IllegalArgumentException when it is no pattern
     */
    static DateTimeFormatter pattern(String pattern) {
        return new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern(pattern.replace('y', 'u'))
                .toFormatter(Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    /** The instant, or empty where it is absent and may be. */
    public Optional<Instant> at(Row row) throws MismatchException {
        Optional<String> text = value.text(row);
        return text.isEmpty() ? Optional.empty() : Optional.of(instant(text.get()));
    }

    private Instant instant(String text) throws MismatchException {
        try {
            return switch (format) {
                case SECONDS -> Instant.ofEpochSecond(Long.parseLong(text));
                case MILLIS -> Instant.ofEpochMilli(Long.parseLong(text));
                case ISO -> instant(ISO_FORM, text);
                default -> instant(pattern(format), text);
            };
        } catch (DateTimeException | NumberFormatException e) {
            throw value.fault("is " + Pick.quoted(text) + "; expected is a time written as " + format
                    + (format.equals(ISO) ? ", such as 2026-03-01T13:42:29+01:00 or 2026-03-01" : ""));
        }
    }

    private Instant instant(DateTimeFormatter form, String text) throws MismatchException {
        TemporalAccessor read = form.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
        if (read instanceof OffsetDateTime offset) {
            return offset.toInstant();
        }
        if (read instanceof LocalDateTime local) {
            if (zone == null) {
                throw value.fault("is " + Pick.quoted(text)
                        + ", a time of day without an offset; say in which zone, such as zone: Europe/Brussels");
            }
            return local.atZone(zone).toInstant();
        }
        return ((LocalDate) read)
                .atStartOfDay(zone == null ? ZoneOffset.UTC : zone)
                .toInstant();
    }
}
