package io.tieout.connect.registry;

import io.apicurio.registry.serde.avro.NonRecordContainer;
import io.apicurio.registry.utils.converter.avro.AvroData;
import io.apicurio.registry.utils.converter.avro.AvroDataConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.DatumWriter;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.storage.Converter;
import org.jspecify.annotations.Nullable;

/**
 * Connect's view of Avro in Confluent's wire format, for sinks and sources. Configured as {@code
 * value.converter.schema.registry.url=...}; a null value is a tombstone. While the registry is away a new
 * schema waits, then the call is a {@link RetriableException}: with {@code errors.tolerance=all} set {@code
 * errors.retry.timeout=-1} too, or Connect skips the record.
 */
public final class AvroConverter implements Converter {

    private final ClientHolder client;
    private final ConcurrentMap<Integer, Reading> readings = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Writing> writings = new ConcurrentHashMap<>();
    private AvroData mapping = mapping(Map.of());
    private boolean isKey;

    /** For {@code value.converter=}: {@link #configure} must follow. */
    public AvroConverter() {
        this.client = ClientHolder.toBeConfigured();
    }

    /** With this client, which stays its giver's to close; {@link #configure} may follow. */
    public AvroConverter(RegistryClient client, boolean isKey) {
        this.client = ClientHolder.of(client);
        this.isKey = isKey;
    }

    private record Reading(org.apache.avro.Schema schema, GenericDatumReader<Object> reader) {}

    /** The Connect schema with which a topic was last written, and what is needed to write with it. */
    private record Writing(Schema connect, org.apache.avro.Schema avro, int id, DatumWriter<Object> writer) {}

    @Override
    public void configure(Map<String, ?> configs, boolean key) {
        client.configure(configs);
        mapping = mapping(configs);
        isKey = key;
    }

    /** Enum names survive and no words of Connect get into our contracts, unless the user wants it otherwise. */
    private static AvroData mapping(Map<String, ?> configs) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(AvroDataConfig.ENHANCED_AVRO_SCHEMA_SUPPORT_CONFIG, true);
        settings.put(AvroDataConfig.CONNECT_META_DATA_CONFIG, false);
        AvroDataConfig.baseConfigDef().names().stream()
                .filter(configs::containsKey)
                .forEach(name -> settings.put(name, configs.get(name)));
        return new AvroData(new AvroDataConfig(settings));
    }

    @Override
    public ConfigDef config() {
        return AvroDataConfig.baseConfigDef()
                .define(
                        RegistryConfig.URL,
                        ConfigDef.Type.LIST,
                        ConfigDef.NO_DEFAULT_VALUE,
                        ConfigDef.Importance.HIGH,
                        "Base URLs of the schema registry's Confluent API.")
                .define(
                        RegistryConfig.USER_INFO,
                        ConfigDef.Type.PASSWORD,
                        null,
                        ConfigDef.Importance.MEDIUM,
                        "user:password for basic authentication.")
                .define(
                        RegistryConfig.WAIT,
                        ConfigDef.Type.STRING,
                        "60s",
                        ConfigDef.Importance.LOW,
                        "How long a new schema waits for the registry.")
                .define(
                        RegistryConfig.REQUEST_TIMEOUT,
                        ConfigDef.Type.STRING,
                        "10s",
                        ConfigDef.Importance.LOW,
                        "How long one request may take.");
    }

    @Override
    public byte @Nullable [] fromConnectData(String topic, @Nullable Schema schema, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (schema == null) {
            throw new DataException("A value for topic " + topic
                    + " has no schema, and Avro needs one: use a source that states schemas, or another converter.");
        }
        try {
            Writing writing = writings.get(topic);
            if (writing == null || writing.connect() != schema) {
                writing = bind(topic, schema);
            }
            Object mapped = mapping.fromConnectData(schema, value);
            // What is no record comes wrapped in its schema.
            Object datum = mapped instanceof NonRecordContainer<?> wrapped ? wrapped.getValue() : mapped;
            return AvroBytes.encode(topic, writing.id(), writing.avro(), writing.writer(), datum);
        } catch (RegistryException | SerializationException e) {
            throw inConnectWords(e);
        }
    }

    private Writing bind(String topic, Schema schema) {
        org.apache.avro.Schema avro = mapping.fromConnectSchema(schema);
        int id = client.get().register(WireFormat.subject(topic, isKey), avro);
        var writing = new Writing(schema, avro, id, new GenericDatumWriter<>(avro));
        writings.put(topic, writing);
        return writing;
    }

    @Override
    public SchemaAndValue toConnectData(String topic, byte @Nullable [] bytes) {
        if (bytes == null) {
            return SchemaAndValue.NULL;
        }
        try {
            int id = WireFormat.schemaId(topic, bytes);
            Reading reading = readings.get(id);
            if (reading == null) {
                org.apache.avro.Schema schema = client.get().schemaById(id);
                reading = new Reading(schema, new GenericDatumReader<>(schema));
                readings.put(id, reading);
            }
            Object datum = AvroBytes.decode(topic, id, reading.reader(), bytes);
            return mapping.toConnectData(reading.schema(), datum);
        } catch (RegistryException | SerializationException e) {
            throw inConnectWords(e);
        }
    }

    private static ConnectException inConnectWords(RuntimeException e) {
        if (e instanceof RegistryUnavailableException) {
            return new RetriableException(e.getMessage(), e);
        }
        return e instanceof SerializationException
                ? new DataException(e.getMessage(), e)
                : new ConnectException(e.getMessage(), e);
    }

    @Override
    public void close() {
        client.close();
    }
}
