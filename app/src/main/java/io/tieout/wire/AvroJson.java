package io.tieout.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Avro as JSON for reading: no wrappers around what may be null, instants and dates as text, maps in order of keys. */
public final class AvroJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private AvroJson() {}

    /** The datum as a tree. */
    public static JsonNode of(Schema schema, @Nullable Object datum) {
        try (var tokens = new TokenBuffer(JSON, false)) {
            write(tokens, schema, datum);
            return JSON.readTree(tokens.asParser());
        } catch (IOException e) {
            throw new UncheckedIOException("Avro could not be shown as JSON", e);
        }
    }

    /** Writes the datum as one JSON value. */
    public static void write(JsonGenerator json, Schema schema, @Nullable Object datum) throws IOException {
        if (datum == null) {
            json.writeNull();
            return;
        }
        switch (schema.getType()) {
            case UNION -> write(json, branch(schema, datum), datum);
            case RECORD -> record(json, schema, (IndexedRecord) datum);
            case ARRAY -> {
                json.writeStartArray();
                for (Object item : (Collection<?>) datum) {
                    write(json, schema.getElementType(), item);
                }
                json.writeEndArray();
            }
            case MAP -> map(json, schema, (Map<?, ?>) datum);
            case INT -> number(json, schema, datum);
            case LONG -> number(json, schema, datum);
            case FLOAT -> json.writeNumber((Float) datum);
            case DOUBLE -> json.writeNumber((Double) datum);
            case BOOLEAN -> json.writeBoolean((Boolean) datum);
            case BYTES -> base64(json, bytes((ByteBuffer) datum));
            case FIXED -> base64(json, ((GenericFixed) datum).bytes());
            case STRING, ENUM -> json.writeString(datum.toString());
            case NULL -> json.writeNull();
        }
    }

    private static Schema branch(Schema union, Object datum) {
        if (union.getTypes().size() == 2) {
            Schema first = union.getTypes().get(0);
            Schema second = union.getTypes().get(1);
            if (first.getType() == Schema.Type.NULL) {
                return second;
            }
            if (second.getType() == Schema.Type.NULL) {
                return first;
            }
        }
        return union.getTypes().get(GenericData.get().resolveUnion(union, datum));
    }

    private static void record(JsonGenerator json, Schema schema, IndexedRecord datum) throws IOException {
        json.writeStartObject();
        for (Schema.Field field : schema.getFields()) {
            json.writeFieldName(field.name());
            write(json, field.schema(), datum.get(field.pos()));
        }
        json.writeEndObject();
    }

    /** Maps of the JDK may come in another order in every process, and what is written must not. */
    private static void map(JsonGenerator json, Schema schema, Map<?, ?> datum) throws IOException {
        var ordered = new TreeMap<String, Object>();
        datum.forEach((name, value) -> ordered.put(name.toString(), value));
        json.writeStartObject();
        for (var entry : ordered.entrySet()) {
            json.writeFieldName(entry.getKey());
            write(json, schema.getValueType(), entry.getValue());
        }
        json.writeEndObject();
    }

    /** A generic record holds the number, a generated one what its logical type makes of it. */
    private static void number(JsonGenerator json, Schema schema, Object value) throws IOException {
        if (value instanceof Integer whole) {
            if (schema.getLogicalType() instanceof LogicalTypes.Date) {
                json.writeString(LocalDate.ofEpochDay(whole).toString());
            } else {
                json.writeNumber(whole);
            }
        } else if (value instanceof Long whole) {
            if (schema.getLogicalType() instanceof LogicalTypes.TimestampMillis) {
                json.writeString(Instant.ofEpochMilli(whole).toString());
            } else {
                json.writeNumber(whole);
            }
        } else {
            json.writeString(value.toString());
        }
    }

    private static void base64(JsonGenerator json, byte[] bytes) throws IOException {
        json.writeStartObject();
        json.writeBinaryField("base64", bytes);
        json.writeEndObject();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
