package io.tieout.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.config.NearestName;
import io.tieout.connect.registry.GeneratedRecords;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records of our contracts in JSON, strictly: an unknown field, a wrong type or a missing field is an error
 * that names it, and the nearest known name.
 *
 * <p>A field that has a default may be left out. What may be null is written plainly ({@code "company": "1"}) or as
 * Avro's own JSON has it ({@code "company": {"string": "1"}}); an instant is text ({@code 2026-03-01T10:00:00Z}, or a day)
 * or milliseconds since 1970.
 */
final class CanonicalJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private static final int LONGEST_QUOTE = 60;

    /** Years have four digits. */
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("9999-12-01T00:00:00Z");

    static {
        GeneratedRecords.trust();
    }

    private CanonicalJson() {}

    /** The object that the bytes hold. */
    static ObjectNode parse(byte[] bytes) throws UnreadableException {
        JsonNode node;
        try {
            node = MAPPER.readTree(bytes);
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw new UnreadableException(
                    "is no JSON" + (at == null ? "" : ", from column " + at.getColumnNr()) + ": "
                            + e.getOriginalMessage(),
                    e);
        } catch (IOException e) {
            throw new UnreadableException("is no JSON", e);
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new UnreadableException("is " + shown(node) + "; expected is a JSON object");
    }

    /** The record that the object states. */
    static SpecificRecord read(Schema schema, ObjectNode object) throws UnreadableException {
        return record(schema, object, "");
    }

    private static SpecificRecord record(Schema schema, JsonNode node, String path) throws UnreadableException {
        if (!(node instanceof ObjectNode object)) {
            throw expected("a block such as " + example(schema), node, path);
        }
        var record = (SpecificRecord) SpecificData.get().newRecord(null, schema);
        int given = 0;
        for (Schema.Field field : schema.getFields()) {
            JsonNode value = object.get(field.name());
            if (value != null) {
                given++;
                record.put(field.pos(), value(field.schema(), value, join(path, field.name())));
            } else if (field.hasDefaultValue()) {
                record.put(field.pos(), SpecificData.get().getDefaultValue(field));
            } else {
                refuseUnknown(schema, object, path);
                throw new UnreadableException(join(path, field.name()) + ": is missing");
            }
        }
        if (given < object.size()) {
            refuseUnknown(schema, object, path);
        }
        return record;
    }

    private static void refuseUnknown(Schema schema, ObjectNode object, String path) throws UnreadableException {
        for (var names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (schema.getField(name) == null) {
                List<String> unused = schema.getFields().stream()
                        .map(Schema.Field::name)
                        .filter(known -> !object.has(known))
                        .toList();
                throw new UnreadableException(join(path, name) + ": is unknown" + suggestion(name, unused));
            }
        }
    }

    private static @Nullable Object value(Schema schema, JsonNode node, String path) throws UnreadableException {
        return switch (schema.getType()) {
            case UNION -> union(schema, node, path);
            case RECORD -> record(schema, node, path);
            case ARRAY -> array(schema, node, path);
            case MAP -> map(schema, node, path);
            case ENUM -> symbol(schema, node, path);
            case STRING -> text(node, path);
            case BOOLEAN -> {
                if (!node.isBoolean()) {
                    throw expected("true or false", node, path);
                }
                yield node.booleanValue();
            }
            case INT -> {
                if (!node.isIntegralNumber() || !node.canConvertToInt()) {
                    throw expected("a whole number", node, path);
                }
                yield node.intValue();
            }
            case LONG ->
                schema.getLogicalType() instanceof LogicalTypes.TimestampMillis
                        ? instant(node, path)
                        : whole(node, path);
            default -> throw new IllegalStateException("No rule for " + schema.getType() + " at " + path);
        };
    }

    /** What may be null. */
    private static @Nullable Object union(Schema schema, JsonNode node, String path) throws UnreadableException {
        if (node.isNull()) {
            return null;
        }
        Schema present = schema.getTypes().stream()
                .filter(type -> type.getType() != Schema.Type.NULL)
                .findFirst()
                .orElseThrow();
        JsonNode wrapped = node.isObject() && node.size() == 1 ? node.get(present.getFullName()) : null;
        return value(present, wrapped == null ? node : wrapped, path);
    }

    private static List<@Nullable Object> array(Schema schema, JsonNode node, String path) throws UnreadableException {
        if (!node.isArray()) {
            throw expected("a list", node, path);
        }
        var items = new ArrayList<@Nullable Object>(node.size());
        for (JsonNode item : node) {
            items.add(value(schema.getElementType(), item, path + "[" + items.size() + "]"));
        }
        return items;
    }

    private static Map<String, @Nullable Object> map(Schema schema, JsonNode node, String path)
            throws UnreadableException {
        if (!node.isObject()) {
            throw expected("a block of names and values", node, path);
        }
        var values = new HashMap<String, @Nullable Object>();
        for (var entries = node.properties().iterator(); entries.hasNext(); ) {
            var entry = entries.next();
            values.put(entry.getKey(), value(schema.getValueType(), entry.getValue(), join(path, entry.getKey())));
        }
        return values;
    }

    @SuppressWarnings("unchecked") // The class of an enum schema is an enum.
    private static Object symbol(Schema schema, JsonNode node, String path) throws UnreadableException {
        if (!node.isTextual()) {
            throw expected("one of " + String.join(", ", schema.getEnumSymbols()), node, path);
        }
        if (!schema.hasEnumSymbol(node.textValue())) {
            throw new UnreadableException(path + ": " + shown(node) + " is unknown"
                    + suggestion(node.textValue().toUpperCase(Locale.ROOT), schema.getEnumSymbols()));
        }
        return Enum.valueOf(SpecificData.get().getClass(schema), node.textValue());
    }

    private static String text(JsonNode node, String path) throws UnreadableException {
        if (!node.isTextual()) {
            throw expected("a text in quotes", node, path);
        }
        return node.textValue();
    }

    private static long whole(JsonNode node, String path) throws UnreadableException {
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw expected("a whole number", node, path);
        }
        return node.longValue();
    }

    static Instant instant(JsonNode node, String path) throws UnreadableException {
        Instant read = null;
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            read = Instant.ofEpochMilli(node.longValue());
        } else if (node.isTextual()) {
            read = instant(node.textValue());
        }
        if (read == null || read.isBefore(FIRST) || !read.isBefore(LAST)) {
            throw expected("an instant such as \"2026-03-01T10:00:00Z\"", node, path);
        }
        return read;
    }

    /** Null when it is none; to the millisecond, which is what published instants have. */
    private static @Nullable Instant instant(String written) {
        Instant plain = plainInstant(written);
        if (plain != null) {
            return plain;
        }
        try {
            Instant read = written.indexOf('T') < 0
                    ? LocalDate.parse(written).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(written).toInstant();
            return read.truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** The usual form, 2026-03-01T10:00:00Z, without the cost of a formatter; null for every other. */
    private static @Nullable Instant plainInstant(String written) {
        if (written.length() != 20
                || written.charAt(4) != '-'
                || written.charAt(7) != '-'
                || written.charAt(10) != 'T'
                || written.charAt(13) != ':'
                || written.charAt(16) != ':'
                || written.charAt(19) != 'Z') {
            return null;
        }
        int month = digits(written, 5, 7);
        int day = digits(written, 8, 10);
        int hour = digits(written, 11, 13);
        int minute = digits(written, 14, 16);
        int second = digits(written, 17, 19);
        int year = digits(written, 0, 4);
        // Days that not every month has are left to the formatter.
        if (year < 0 || month < 1 || month > 12 || day < 1 || day > 28) {
            return null;
        }
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
            return null;
        }
        long days = LocalDate.of(year, month, day).toEpochDay();
        return Instant.ofEpochSecond(days * 86_400 + hour * 3_600L + minute * 60L + second);
    }

    /** The number that these digits make; negative when one of them is none. */
    private static int digits(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static UnreadableException expected(String what, JsonNode node, String path) {
        return new UnreadableException(
                (path.isEmpty() ? "" : path + ": ") + "is " + shown(node) + "; expected is " + what);
    }

    private static String example(Schema schema) {
        return "{"
                + String.join(
                        ", ",
                        schema.getFields().stream()
                                .map(field -> "\"" + field.name() + "\": ...")
                                .toList()) + "}";
    }

    static String suggestion(String given, List<String> known) {
        Optional<String> nearest = NearestName.of(given, known);
        return nearest.map(name -> "; did you mean " + name + "?")
                .orElse(known.isEmpty() ? "" : "; known are " + String.join(", ", known));
    }

    private static String shown(JsonNode node) {
        String text = node.toString();
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "...";
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
