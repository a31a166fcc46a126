package io.tieout.connect.odoo;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/** Debezium's configuration for a capture, and why each line is as it is. */
final class EngineProperties {

    static final String BEAT =
            "UPDATE public." + OdooTables.HEARTBEAT + " SET beat = beat + 1, clock_at = NULL WHERE id = 1";

    /** Connection options that Debezium takes under {@code database.}; the driver's others go under {@code driver.}. */
    private static final Set<String> SSL = Set.of("sslmode", "sslcert", "sslkey", "sslrootcert", "sslpassword");

    private EngineProperties() {}

    static Properties of(OdooCaptureSettings settings, List<CapturedTable> tables) {
        Properties properties = new Properties();
        // The offset store hands every property to its own Kafka clients: ours first, so that none overrides what
        // follows.
        properties.putAll(settings.kafka());
        properties.put("name", settings.account());
        properties.put("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        properties.put("topic.prefix", settings.prefix());

        properties.put("offset.storage", "org.apache.kafka.connect.storage.KafkaOffsetBackingStore");
        properties.put("offset.storage.topic", settings.offsetTopic());
        properties.put("offset.storage.partitions", "1");
        properties.put("offset.storage.replication.factor", "-1");
        properties.put("offset.flush.interval.ms", "1000");
        properties.put("offset.flush.timeout.ms", "10000");

        OdooDatabase database = settings.database();
        properties.put("database.hostname", database.hostname());
        properties.put("database.port", Integer.toString(database.port()));
        properties.put("database.dbname", database.dbname());
        properties.put("database.user", database.user());
        properties.put("database.password", database.password());
        for (Map.Entry<String, String> option : database.options().entrySet()) {
            properties.put(
                    (SSL.contains(option.getKey()) ? "database." : "driver.") + option.getKey(), option.getValue());
        }

        properties.put("plugin.name", "pgoutput");
        properties.put("slot.name", settings.slotName());
        properties.put("slot.drop.on.stop", "false");
        // Waiting for the slot is ours (see SlotTurn): the engine would wait with a position read before its turn.
        properties.put("slot.max.retries", "0");
        // Setup makes the publication; Debezium's default would publish every table, which can stop updates of Odoo.
        properties.put("publication.name", settings.publicationName());
        properties.put("publication.autocreate.mode", "disabled");
        properties.put("snapshot.mode", "initial");
        // Only what is in Kafka may be released from the write-ahead log; a slot ahead of our position is a gap.
        properties.put("lsn.flush.mode", "connector");
        properties.put("offset.mismatch.strategy", "trust_offset");

        properties.put(
                "table.include.list",
                tables.stream().map(EngineProperties::literal).collect(Collectors.joining(",")));
        properties.put(
                "column.include.list",
                tables.stream().map(EngineProperties::columns).collect(Collectors.joining(",")));
        properties.put("decimal.handling.mode", "string");
        properties.put("tombstones.on.delete", "false");
        // What somebody says in the log of the database with pg_logical_emit_message is no row.
        properties.put("message.prefix.exclude.list", ".*");
        properties.put("provide.transaction.metadata", "true");
        properties.put("converter.schemas.enable", "false");

        if (!settings.heartbeatInterval().isZero()) {
            properties.put(
                    "heartbeat.interval.ms",
                    Long.toString(settings.heartbeatInterval().toMillis()));
            properties.put("heartbeat.action.query", BEAT);
        }
        properties.put("poll.interval.ms", "10");
        properties.put("record.processing.threads", "1");
        properties.put("task.management.timeout.ms", "15000");
        // A failure ends the engine and the capture begins anew from the stored position: one way back, not two.
        properties.put("errors.max.retries", "0");
        return properties;
    }

    private static String literal(CapturedTable table) {
        return CapturedTable.SCHEMA + "\\." + table.name();
    }

    /** Worked example: {@code public\.res_company\.(id|name|currency_id)}. */
    private static String columns(CapturedTable table) {
        return CapturedTable.SCHEMA + "\\." + table.name() + "\\.(" + String.join("|", table.columns()) + ")";
    }
}
