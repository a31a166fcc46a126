package io.tieout.connect.bi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

/**
 * Makes a row of an outcome: the topic becomes the table's name, the key a record of the primary key's columns. Money
 * becomes {@code <field>_minor} and {@code <field>_currency}, an instant a timestamp with zone, what is nested or many
 * JSON; the rest stays, but for the character U+0000, which PostgreSQL cannot hold and which becomes U+FFFD. A record of
 * a topic that has no table, or with a field that no column can hold exactly, is a {@link DataException}. A tombstone
 * stays one.
 */
public final class FlattenOutcome<R extends ConnectRecord<R>> implements Transformation<R> {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What Debezium's JDBC sink knows these by. */
    private static final String DEBEZIUM_ZONED = "io.debezium.time.ZonedTimestamp";

    private static final String DEBEZIUM_JSON = "io.debezium.data.Json";

    /** The row's schema for the schema that a topic was last read with. */
    private final Map<String, Flattened> schemas = new TreeMap<>();

    /** The key's schema for each table. */
    private final Map<String, Schema> keys = new TreeMap<>();

    private record Flattened(Schema of, Schema row) {}

    @Override
    public R apply(R record) {
        var table = BiTable.ofTopic(record.topic())
                .orElseThrow(() -> new DataException("Topic " + record.topic() + " has no BI table; those with one are "
                        + BiTable.ALL.stream().map(BiTable::topic).collect(Collectors.joining(", "))
                        + ": name only these in the connector's topics."));
        var value = record.value();
        if (value == null) {
            var key = key(table, record, null);
            return record.newRecord(
                    table.table(), record.kafkaPartition(), key.schema(), key, null, null, record.timestamp());
        }
        if (!(value instanceof Struct outcome)) {
            throw new DataException("A value of " + record.topic()
                    + " came without a schema: set value.converter=io.tieout.connect.registry.AvroConverter.");
        }
        var row = row(table, outcome);
        var key = key(table, record, row);
        return record.newRecord(
                table.table(), record.kafkaPartition(), key.schema(), key, row.schema(), row, record.timestamp());
    }

    private Struct key(BiTable table, R record, @Nullable Struct row) {
        var key = new Struct(keys.computeIfAbsent(table.table(), unused -> keySchema(table)));
        if (table.key().size() == 1) {
            if (!(record.key() instanceof String text)) {
                throw new DataException("A key of " + record.topic()
                        + " is no text: set key.converter=org.apache.kafka.connect.storage.StringConverter.");
            }
            return key.put(table.key().get(0), storable(text));
        }
        if (row == null) {
            throw new DataException("A tombstone of " + record.topic() + " does not say which rows of " + table.table()
                    + " it means: its key is a part of theirs.");
        }
        table.key().forEach(column -> key.put(column, row.getString(column)));
        return key;
    }

    private static Schema keySchema(BiTable table) {
        var builder = SchemaBuilder.struct().name("io.tieout.bi." + table.table() + ".Key");
        table.key().forEach(column -> builder.field(column, Schema.STRING_SCHEMA));
        return builder.build();
    }

    private Struct row(BiTable table, Struct outcome) {
        var known = schemas.get(table.topic());
        if (known == null || known.of() != outcome.schema()) {
            known = new Flattened(outcome.schema(), flattened(table, outcome.schema()));
            schemas.put(table.topic(), known);
        }
        var row = new Struct(known.row());
        for (var field : outcome.schema().fields()) {
            put(row, field, outcome.get(field));
        }
        return row;
    }

    private static Schema flattened(BiTable table, Schema schema) {
        var builder = SchemaBuilder.struct().name("io.tieout.bi." + table.table() + ".Value");
        for (var field : schema.fields()) {
            if (isMoney(field.schema())) {
                builder.field(field.name() + BiColumn.MINOR, Schema.OPTIONAL_INT64_SCHEMA);
                builder.field(field.name() + BiColumn.CURRENCY, Schema.OPTIONAL_STRING_SCHEMA);
            } else {
                builder.field(field.name(), column(field));
            }
        }
        return builder.build();
    }

    private static Schema column(Field field) {
        if (isInstant(field.schema())) {
            return SchemaBuilder.string().name(DEBEZIUM_ZONED).optional().build();
        }
        return switch (field.schema().type()) {
            case STRING -> Schema.OPTIONAL_STRING_SCHEMA;
            case INT32 -> Schema.OPTIONAL_INT32_SCHEMA;
            case INT64 -> Schema.OPTIONAL_INT64_SCHEMA;
            case BOOLEAN -> Schema.OPTIONAL_BOOLEAN_SCHEMA;
            case STRUCT, ARRAY, MAP ->
                SchemaBuilder.string().name(DEBEZIUM_JSON).optional().build();
            default ->
                throw new DataException("Field " + field.name() + " is of type "
                        + field.schema().type() + ", which no BI column is made of.");
        };
    }

    private static void put(Struct row, Field field, @Nullable Object value) {
        if (isMoney(field.schema())) {
            var money = (Struct) value;
            row.put(field.name() + BiColumn.MINOR, money == null ? null : money.getInt64("minor"));
            row.put(field.name() + BiColumn.CURRENCY, money == null ? null : storable(money.getString("currency")));
        } else if (value == null) {
            row.put(field.name(), null);
        } else if (isInstant(field.schema())) {
            row.put(field.name(), instant(value));
        } else {
            row.put(
                    field.name(),
                    switch (field.schema().type()) {
                        case STRUCT, ARRAY, MAP -> json(field, value);
                        default -> plain(value);
                    });
        }
    }

    private static String json(Field field, Object value) {
        try {
            return JSON.writeValueAsString(plain(value));
        } catch (JsonProcessingException e) {
            throw new DataException("Field " + field.name() + " cannot be written as JSON: " + e.getMessage(), e);
        }
    }

    /** What Jackson writes without knowing of Connect; instants in ISO 8601, UTC. */
    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Struct struct) {
            var fields = new LinkedHashMap<String, @Nullable Object>();
            for (var field : struct.schema().fields()) {
                fields.put(field.name(), plain(struct.get(field)));
            }
            return fields;
        }
        if (value instanceof Collection<?> many) {
            List<@Nullable Object> items = new ArrayList<>();
            many.forEach(item -> items.add(plain(item)));
            return items;
        }
        if (value instanceof Map<?, ?> map) {
            var fields = new TreeMap<String, @Nullable Object>();
            map.forEach((name, item) -> fields.put(String.valueOf(name), plain(item)));
            return fields;
        }
        if (value instanceof String text) {
            return storable(text);
        }
        return value instanceof java.util.Date ? instant(value) : value;
    }

    private static String storable(String text) {
        return text.replace('\u0000', '\uFFFD');
    }

    private static String instant(Object value) {
        return ((java.util.Date) value).toInstant().toString();
    }

    private static boolean isInstant(Schema schema) {
        return Timestamp.LOGICAL_NAME.equals(schema.name());
    }

    private static boolean isMoney(Schema schema) {
        return "io.tieout.v1.Money".equals(schema.name());
    }

    @Override
    public ConfigDef config() {
        return new ConfigDef();
    }

    @Override
    public void configure(Map<String, ?> configs) {
        // There is nothing to choose.
    }

    @Override
    public void close() {
        schemas.clear();
    }
}
