package io.tieout.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieout.matching.Entry;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Instants of the years 1 to 9999, so that they can be kept in milliseconds and windows be added to them. What a
 * source dates beyond is absurd either way: it is taken for the first or last of them, and matching raises the
 * exception (AbsurdTimesFlowTest.aTimeBeyondAllYearsIsAnExceptionAndStopsNothing).
 */
final class Times {

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-01T00:00:00Z");

    /** With the colon in the offset or without. */
    private static final DateTimeFormatter OFFSET = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private Times() {}

    /** A field that holds seconds since 1970 in UTC. */
    static Instant seconds(JsonNode json, String field) throws UnreadableException {
        long seconds = Json.requiredLong(json, field);
        return Instant.ofEpochSecond(Math.max(FIRST.getEpochSecond(), Math.min(LAST.getEpochSecond(), seconds)));
    }

    /** A field that holds a date, time and offset by ISO 8601, such as {@code 2026-03-01T13:42:29+01:00}. */
    static Instant offset(JsonNode json, String field) throws UnreadableException {
        String text = Json.requiredText(json, field);
        try {
            return Objects.requireNonNull(
                    bounded(OffsetDateTime.parse(text, OFFSET).toInstant()));
        } catch (DateTimeParseException e) {
            throw new UnreadableException("Field " + field + " is \"" + text
                    + "\"; expected is a date, time and offset such as 2026-03-01T13:42:29+01:00.");
        }
    }

    /** The same, or a day, which begins at midnight UTC. */
    static Instant offsetOrDay(JsonNode json, String field) throws UnreadableException {
        String text = Json.requiredText(json, field);
        if (text.indexOf('T') >= 0) {
            return offset(json, field);
        }
        try {
            return Objects.requireNonNull(
                    bounded(LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()));
        } catch (DateTimeParseException e) {
            throw new UnreadableException(
                    "Field " + field + " is \"" + text + "\"; expected is a date, or a date, time" + " and offset.");
        }
    }

    /** A field that holds milliseconds since 1970 in UTC, and no absurd ones: coverage is stated by our own makers. */
    static Instant millis(JsonNode json, String field) throws UnreadableException {
        Instant at = Instant.ofEpochMilli(Json.requiredLong(json, field));
        if (!Objects.equals(at, bounded(at))) {
            throw new UnreadableException("Field " + field + " is no time of the years 1 to 9999: " + at + ".");
        }
        return at;
    }

    /** A header that holds milliseconds since 1970 in UTC, in decimal digits. */
    static Instant header(RawRecord raw, String name) throws UnreadableException {
        String stated = raw.headers().get(name);
        if (stated == null || !stated.matches("[0-9]{1,15}")) {
            throw new UnreadableException("Header " + name
                    + " is missing or is no time in milliseconds: nothing else says when this was so.");
        }
        return Objects.requireNonNull(bounded(Instant.ofEpochMilli(Long.parseLong(stated))));
    }

    static Entry bounded(Entry entry) {
        Instant businessAt = bounded(entry.businessAt());
        Instant statedAt = Objects.requireNonNull(bounded(entry.statedAt()));
        Instant dueAt = bounded(entry.dueAt());
        boolean same = Objects.equals(businessAt, entry.businessAt())
                && statedAt.equals(entry.statedAt())
                && Objects.equals(dueAt, entry.dueAt());
        return same ? entry : entry.dated(businessAt, statedAt, dueAt);
    }

    static @Nullable Instant bounded(@Nullable Instant at) {
        if (at == null) {
            return null;
        }
        return at.isBefore(FIRST) ? FIRST : at.isAfter(LAST) ? LAST : at;
    }
}
