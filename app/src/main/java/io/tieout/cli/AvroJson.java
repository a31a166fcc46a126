package io.tieout.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.FloatNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Avro as JSON for reading: no wrappers around what may be null, instants and dates as text. */
final class AvroJson {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private AvroJson() {}

    static JsonNode of(Schema schema, @Nullable Object datum) {
        if (datum == null) {
            return NullNode.instance;
        }
        return switch (schema.getType()) {
            case UNION -> of(schema.getTypes().get(GenericData.get().resolveUnion(schema, datum)), datum);
            case RECORD -> record(schema, (IndexedRecord) datum);
            case ARRAY -> {
                var array = JSON.arrayNode();
                ((Collection<?>) datum).forEach(item -> array.add(of(schema.getElementType(), item)));
                yield array;
            }
            case MAP -> {
                var object = JSON.objectNode();
                ((Map<?, ?>) datum)
                        .forEach((name, value) -> object.set(name.toString(), of(schema.getValueType(), value)));
                yield object;
            }
            case INT -> number(schema, (Integer) datum);
            case LONG -> number(schema, (Long) datum);
            case FLOAT -> FloatNode.valueOf((Float) datum);
            case DOUBLE -> DoubleNode.valueOf((Double) datum);
            case BOOLEAN -> BooleanNode.valueOf((Boolean) datum);
            case BYTES -> JSON.objectNode().put("base64", bytes((ByteBuffer) datum));
            case FIXED -> JSON.objectNode().put("base64", ((GenericFixed) datum).bytes());
            case STRING, ENUM -> TextNode.valueOf(datum.toString());
            case NULL -> NullNode.instance;
        };
    }

    private static JsonNode record(Schema schema, IndexedRecord datum) {
        var object = JSON.objectNode();
        schema.getFields().forEach(field -> object.set(field.name(), of(field.schema(), datum.get(field.pos()))));
        return object;
    }

    private static JsonNode number(Schema schema, Integer value) {
        return schema.getLogicalType() instanceof LogicalTypes.Date
                ? TextNode.valueOf(LocalDate.ofEpochDay(value).toString())
                : IntNode.valueOf(value);
    }

    private static JsonNode number(Schema schema, Long value) {
        return schema.getLogicalType() instanceof LogicalTypes.TimestampMillis
                ? TextNode.valueOf(Instant.ofEpochMilli(value).toString())
                : LongNode.valueOf(value);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
