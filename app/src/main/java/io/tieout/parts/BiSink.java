package io.tieout.parts;

import io.tieout.connect.bi.BiTable;
import io.tieout.connect.bi.FlattenOutcome;
import io.tieout.connect.registry.AvroConverter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The connector that writes outcomes to the BI tables, as a Connect cluster is told about it. */
public final class BiSink {

    /** Name of the connector, here and in the file for clusters elsewhere. */
    public static final String CONNECTOR = "tieout-bi";

    private BiSink() {}

    /**
     * The same as connect/config/sinks/bi.json, with what the settings say filled in.
     *
     * @param url of the database for JDBC
     * @param passwordReference what the worker replaces by the password, such as {@code ${directory:/secrets:bi}}
     * @param registryUrl the base of Confluent's registry API
     */
    public static Map<String, String> configuration(
            String url, String user, String passwordReference, String registryUrl) {
        var configuration = new LinkedHashMap<String, String>();
        configuration.put("connector.class", "io.debezium.connector.jdbc.JdbcSinkConnector");
        // More only helps with more partitions than one task can write; a key stays in one of them, and so in order.
        configuration.put("tasks.max", "1");
        configuration.put("topics", BiTable.ALL.stream().map(BiTable::topic).collect(Collectors.joining(",")));
        configuration.put("connection.url", url);
        configuration.put("connection.username", user);
        configuration.put("connection.password", passwordReference);
        configuration.put("connection.restart.on.errors", "true");
        configuration.put("insert.mode", "upsert");
        configuration.put("delete.enabled", "true");
        configuration.put("primary.key.mode", "record_key");
        configuration.put("schema.evolution", "basic");
        // A column is named as its field, also where that is a word of SQL, such as references.
        configuration.put("quote.identifiers", "true");
        configuration.put("use.time.zone", "UTC");
        configuration.put("batch.size", "500");
        configuration.put("use.reduction.buffer", "true");
        configuration.put("transforms", "flatten");
        configuration.put("transforms.flatten.type", FlattenOutcome.class.getName());
        configuration.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
        configuration.put("value.converter", AvroConverter.class.getName());
        configuration.put("value.converter.schema.registry.url", registryUrl);
        // A record that cannot be written stops the sink: skipping it would leave a row that is not what the topic
        // says.
        configuration.put("errors.tolerance", "none");
        configuration.put("consumer.override.isolation.level", "read_committed");
        configuration.put("consumer.override.auto.offset.reset", "earliest");
        // After a worker was killed its partitions are free again in so long.
        configuration.put("consumer.override.session.timeout.ms", "10000");
        return configuration;
    }
}
