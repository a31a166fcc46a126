package io.tieout.connect.registry;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroTypeException;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.Encoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes generated records as Avro's own writer does, byte for byte (RecordWriterTest), and asks of each schema
 * only once what it is: Avro's looks up the branch of every union and the conversion of every field for every
 * record, which took more time than the writing.
 *
 * <p>It knows what the contracts use: optional fields as unions with null, and times in milliseconds. A schema
 * with anything else is left to Avro's writer.
 */
public final class RecordWriter implements DatumWriter<SpecificRecord> {

    private final Schema schema;
    private final Field writer;

    private RecordWriter(Schema schema, Field writer) {
        this.schema = schema;
        this.writer = writer;
    }

    /** The fastest writer for records of a generated class. */
    public static DatumWriter<SpecificRecord> of(SpecificRecord like) {
        Schema schema = like.getSchema();
        Field writer = new Compiler().compile(schema);
        return writer == null
                // The class's own model knows its logical types.
                ? new SpecificDatumWriter<>(schema, SpecificData.getForClass(like.getClass()))
                : new RecordWriter(schema, writer);
    }

    @Override
    public void setSchema(Schema given) {
        if (!given.equals(schema)) {
            throw new AvroTypeException("Made for " + schema.getFullName() + ", not for " + given.getFullName());
        }
    }

    @Override
    public void write(SpecificRecord datum, Encoder out) throws IOException {
        writer.write(datum, out);
    }

    /** Writes one value; null only where the schema is a union with null. */
    private interface Field {
        void write(@Nullable Object value, Encoder out) throws IOException;
    }

    /** A record; its fields are set once all are compiled, so that a record may contain its own kind. */
    private static final class Fields implements Field {
        private final String[] names;
        private final Field[] fields;

        Fields(Schema schema) {
            names = schema.getFields().stream().map(Schema.Field::name).toArray(String[]::new);
            fields = new Field[names.length];
        }

        @Override
        public void write(@Nullable Object value, Encoder out) throws IOException {
            var of = (IndexedRecord) there(value);
            for (int position = 0; position < fields.length; position++) {
                try {
                    fields[position].write(of.get(position), out);
                } catch (ClassCastException | AvroTypeException e) {
                    throw new AvroTypeException("field " + names[position] + ": " + e.getMessage(), e);
                }
            }
        }
    }

    private static Object there(@Nullable Object value) {
        if (value == null) {
            throw new AvroTypeException("null, and it is required");
        }
        return value;
    }

    private static final class Compiler {
        private final Map<String, Fields> records = new HashMap<>();

        /** Null when it is not known here how to write it. */
        @Nullable
        Field compile(Schema schema) {
            if (schema.getLogicalType() != null) {
                return schema.getLogicalType() instanceof LogicalTypes.TimestampMillis
                        ? (value, out) -> out.writeLong(((Instant) there(value)).toEpochMilli())
                        : null;
            }
            return switch (schema.getType()) {
                case RECORD -> record(schema);
                case UNION -> optional(schema);
                case ARRAY -> array(schema);
                case MAP -> map(schema);
                case ENUM ->
                    (value, out) ->
                            out.writeEnum(schema.getEnumOrdinal(there(value).toString()));
                case STRING -> (value, out) -> out.writeString(there(value).toString());
                case LONG -> (value, out) -> out.writeLong((Long) there(value));
                case INT -> (value, out) -> out.writeInt((Integer) there(value));
                case BOOLEAN -> (value, out) -> out.writeBoolean((Boolean) there(value));
                default -> null;
            };
        }

        private @Nullable Field record(Schema schema) {
            Fields known = records.get(schema.getFullName());
            if (known != null) {
                return known;
            }
            var record = new Fields(schema);
            records.put(schema.getFullName(), record);
            for (Schema.Field field : schema.getFields()) {
                Field writer = compile(field.schema());
                if (writer == null) {
                    return null;
                }
                record.fields[field.pos()] = writer;
            }
            return record;
        }

        private @Nullable Field optional(Schema schema) {
            List<Schema> branches = schema.getTypes();
            if (branches.size() != 2 || !schema.isNullable()) {
                return null;
            }
            int nothing = branches.get(0).getType() == Schema.Type.NULL ? 0 : 1;
            Field some = compile(branches.get(1 - nothing));
            return some == null
                    ? null
                    : (value, out) -> {
                        if (value == null) {
                            out.writeIndex(nothing);
                        } else {
                            out.writeIndex(1 - nothing);
                            some.write(value, out);
                        }
                    };
        }

        private @Nullable Field array(Schema schema) {
            Field element = compile(schema.getElementType());
            return element == null
                    ? null
                    : (value, out) -> {
                        var list = (List<?>) there(value);
                        out.writeArrayStart();
                        out.setItemCount(list.size());
                        for (Object one : list) {
                            out.startItem();
                            element.write(one, out);
                        }
                        out.writeArrayEnd();
                    };
        }

        private @Nullable Field map(Schema schema) {
            Field element = compile(schema.getValueType());
            return element == null
                    ? null
                    : (value, out) -> {
                        var map = (Map<?, ?>) there(value);
                        out.writeMapStart();
                        out.setItemCount(map.size());
                        for (Map.Entry<?, ?> one : map.entrySet()) {
                            out.startItem();
                            out.writeString(one.getKey().toString());
                            element.write(one.getValue(), out);
                        }
                        out.writeMapEnd();
                    };
        }
    }
}
