package io.tieout.bi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tieout.connect.bi.BiTable;
import io.tieout.connect.registry.AvroDeserializer;
import io.tieout.connect.registry.RegistryClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What a table must hold by its topic, worked out without the sink's own code, and what it does hold. */
final class TopicRows {

    private static final ObjectMapper JSON = new ObjectMapper();

    private TopicRows() {}

    /** Every row is the newest committed record of its key, and every such record has its row. Returns how many. */
    static int mustEqual(Connection database, String bootstrapServers, RegistryClient registry, BiTable table)
            throws SQLException {
        var expected = expected(bootstrapServers, registry, table);
        var held = held(database, table);
        assertThat(held.keySet()).as(table.table()).containsExactlyInAnyOrderElementsOf(expected.keySet());
        expected.forEach((key, row) ->
                assertThat(held.get(key)).as("%s %s", table.table(), key).isEqualTo(row));
        return held.size();
    }

    private static Map<String, Map<String, Object>> expected(
            String bootstrapServers, RegistryClient registry, BiTable table) {
        var rows = new TreeMap<String, Map<String, Object>>();
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new StringDeserializer(),
                AvroDeserializer.generic(registry))) {
            List<TopicPartition> partitions = consumer.partitionsFor(table.topic()).stream()
                    .map(one -> new TopicPartition(table.topic(), one.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    if (record.value() == null) {
                        rows.remove(List.of(record.key()).toString());
                    } else {
                        rows.put(key(table, record.value()), row(record.value()));
                    }
                }
            }
        }
        return rows;
    }

    private static String key(BiTable table, GenericRecord value) {
        return table.key().stream()
                .map(column -> value.get(column).toString())
                .toList()
                .toString();
    }

    private static Map<String, Object> row(GenericRecord record) {
        var row = new HashMap<String, Object>();
        for (var field : record.getSchema().getFields()) {
            Object value = record.get(field.pos());
            Schema schema = present(field.schema());
            if (schema.getName().equals("Money")) {
                row.put(field.name() + "_minor", value == null ? null : ((GenericRecord) value).get("minor"));
                row.put(
                        field.name() + "_currency",
                        value == null ? null : text(((GenericRecord) value).get("currency")));
            } else if (value == null || value instanceof Boolean || value instanceof Integer) {
                row.put(field.name(), value);
            } else if (value instanceof Long number) {
                row.put(field.name(), schema.getLogicalType() == null ? number : Instant.ofEpochMilli(number));
            } else if (value instanceof Collection || value instanceof Map || value instanceof GenericRecord) {
                // Parsed as the other is, so that a number is of one kind.
                row.put(field.name(), parsed(json(value, schema).toString()));
            } else {
                row.put(field.name(), text(value));
            }
        }
        return row;
    }

    private static JsonNode json(Object value, Schema union) {
        var nodes = JsonNodeFactory.instance;
        Schema schema = present(union);
        if (value == null) {
            return nodes.nullNode();
        }
        if (value instanceof GenericRecord record) {
            var node = nodes.objectNode();
            schema.getFields().forEach(field -> node.set(field.name(), json(record.get(field.pos()), field.schema())));
            return node;
        }
        if (value instanceof Collection<?> many) {
            var node = nodes.arrayNode();
            many.forEach(one -> node.add(json(one, schema.getElementType())));
            return node;
        }
        if (value instanceof Map<?, ?> map) {
            var node = nodes.objectNode();
            map.forEach((name, one) -> node.set(name.toString(), json(one, schema.getValueType())));
            return node;
        }
        if (value instanceof Long number) {
            return schema.getLogicalType() == null
                    ? nodes.numberNode(number)
                    : nodes.textNode(Instant.ofEpochMilli(number).toString());
        }
        if (value instanceof Integer number) {
            return nodes.numberNode(number);
        }
        return value instanceof Boolean truth ? nodes.booleanNode(truth) : nodes.textNode(text(value));
    }

    /** PostgreSQL holds no U+0000. */
    private static String text(Object value) {
        return value.toString().replace('\u0000', '\ufffd');
    }

    private static Schema present(Schema schema) {
        return schema.getType() == Schema.Type.UNION
                ? schema.getTypes().get(schema.getTypes().size() - 1)
                : schema;
    }

    private static Map<String, Map<String, Object>> held(Connection database, BiTable table) throws SQLException {
        var rows = new TreeMap<String, Map<String, Object>>();
        try (var statement = database.createStatement();
                ResultSet found = statement.executeQuery("select * from " + table.table())) {
            var columns = found.getMetaData();
            while (found.next()) {
                var row = new HashMap<String, Object>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    row.put(columns.getColumnName(i), held(found, i, columns.getColumnTypeName(i)));
                }
                rows.put(table.key().stream().map(row::get).toList().toString(), row);
            }
        }
        return rows;
    }

    private static Object held(ResultSet found, int column, String type) throws SQLException {
        if (found.getObject(column) == null) {
            return null;
        }
        return switch (type) {
            case "timestamptz" -> found.getObject(column, OffsetDateTime.class).toInstant();
            case "jsonb" -> parsed(found.getString(column));
            default -> found.getObject(column);
        };
    }

    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
