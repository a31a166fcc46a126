package io.tieout.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * One image of a row in Debezium's envelope.
 *
 * @param key the primary key; of a link table the document's id first
 * @param lastOfSnapshot whether its snapshot ends with this row
 * @param columns the row; of a deleted row only the key is true, the rest may be invented
 * @param position position of the change in the write-ahead log; of a snapshot row that of the snapshot
 * @param committedMillis commit time, milliseconds since 1970 UTC
 */
record OdooRow(
        String table,
        String key,
        boolean deleted,
        boolean snapshot,
        boolean lastOfSnapshot,
        ObjectNode columns,
        long position,
        long committedMillis) {

    static OdooRow read(ObjectNode message) throws UnreadableException {
        JsonNode source = message.path("source");
        String table = Json.requiredText(source, "table");
        String operation = Json.requiredText(message, "op");
        boolean deleted = operation.equals("d");
        JsonNode image = message.get(deleted ? "before" : "after");
        if (!(image instanceof ObjectNode columns)) {
            throw new UnreadableException("Row change " + operation + " of " + table + " holds no row.");
        }
        String snapshot = Json.text(source, "snapshot");
        return new OdooRow(
                table,
                key(table, columns),
                deleted,
                operation.equals("r") || !(snapshot == null || snapshot.equals("false")),
                "last".equals(snapshot),
                columns,
                Json.requiredLong(source, "lsn"),
                Json.requiredLong(source, "ts_ms"));
    }

    private static String key(String table, ObjectNode columns) throws UnreadableException {
        OdooTable known = OdooTable.of(table);
        if (known == null) {
            return columns.path("id").asText("?");
        }
        var key = new StringBuilder();
        for (String column : known.keyColumns()) {
            JsonNode value = columns.get(column);
            if (value == null || value.isNull()) {
                throw new UnreadableException("Row of " + table + " bears no " + column + ".");
            }
            key.append(key.length() == 0 ? "" : "/").append(value.asText());
        }
        return key.toString();
    }

    /** This image after an earlier one of the same transaction: what it leaves out still stands. */
    OdooRow over(OdooRow earlier) {
        if (deleted || earlier.deleted) {
            return this;
        }
        ObjectNode whole = earlier.columns.deepCopy();
        columns.properties().forEach(column -> {
            boolean unchanged = column.getValue().isTextual()
                    && column.getValue().textValue().equals("__debezium_unavailable_value");
            if (!unchanged || !whole.has(column.getKey())) {
                whole.set(column.getKey(), column.getValue());
            }
        });
        return new OdooRow(table, key, false, snapshot, lastOfSnapshot, whole, position, committedMillis);
    }

    /** A row that is not there any more, of which nothing else is known. */
    static OdooRow gone(String table, String key) {
        return new OdooRow(table, key, true, false, false, Json.object(), 0, 0);
    }

    /** The clock that a heartbeat row bears, or null when it bears none and commit time counts. */
    @Nullable
    Instant clockAt() throws UnreadableException {
        String clock = Json.text(columns, "clock_at");
        if (clock == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(clock).toInstant();
        } catch (DateTimeException e) {
            throw new UnreadableException("Heartbeat column clock_at is " + clock + ", expected a timestamp.", e);
        }
    }

    ObjectNode remembered() {
        ObjectNode node = Json.object()
                .put("table", table)
                .put("key", key)
                .put("deleted", deleted)
                .put("snapshot", snapshot)
                .put("position", position)
                .put("committed", committedMillis);
        node.set("columns", columns);
        return node;
    }

    static OdooRow recall(ObjectNode node) throws UnreadableException {
        return new OdooRow(
                Json.requiredText(node, "table"),
                Json.requiredText(node, "key"),
                node.path("deleted").asBoolean(),
                node.path("snapshot").asBoolean(),
                false,
                (ObjectNode) node.path("columns"),
                Json.requiredLong(node, "position"),
                Json.requiredLong(node, "committed"));
    }
}
