package io.tieout.connect.registry;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads records in Confluent's wire format: written with whatever schema their id names, read as the
 * reader's own. A record that cannot be read is a {@link
 * org.apache.kafka.common.errors.SerializationException}; a registry that is away is a {@link
 * RegistryException}, and then the record may not be skipped.
 *
 * <p>By class name it is configured with Confluent's words: {@code specific.avro.value.type} (or {@code
 * .key.type}) names the record class, {@code specific.avro.reader=true} takes the class that bears the
 * writer's name, and without either it gives generic records.
 */
public final class AvroDeserializer<T> implements Deserializer<T> {

    /** {@code true}: read into the generated class that bears the writer's name. */
    public static final String SPECIFIC_READER = "specific.avro.reader";

    /** Name of the generated class to read values into. */
    public static final String SPECIFIC_VALUE_TYPE = "specific.avro.value.type";

    /** Name of the generated class to read keys into. */
    public static final String SPECIFIC_KEY_TYPE = "specific.avro.key.type";

    static {
        GeneratedRecords.trust();
    }

    private final ClientHolder client;
    private final ConcurrentMap<Integer, DatumReader<T>> readers = new ConcurrentHashMap<>();
    private Target target;

    /** For {@code value.deserializer=}: {@link #configure} must follow. */
    public AvroDeserializer() {
        this(ClientHolder.toBeConfigured(), Target.generic());
    }

    private AvroDeserializer(ClientHolder client, Target target) {
        this.client = client;
        this.target = target;
    }

    /** Reads into this generated class. */
    public static <R extends SpecificRecord> AvroDeserializer<R> of(SchemaIds client, Class<R> recordClass) {
        return new AvroDeserializer<>(ClientHolder.of(client), Target.of(recordClass));
    }

    /** Reads into generic records that have the writer's schema; logical types stay numbers. */
    public static AvroDeserializer<GenericRecord> generic(SchemaIds client) {
        return new AvroDeserializer<>(ClientHolder.of(client), Target.generic());
    }

    /** Reads into the generated class that bears the writer's name. */
    public static <R extends SpecificRecord> AvroDeserializer<R> specific(SchemaIds client) {
        return new AvroDeserializer<>(ClientHolder.of(client), Target.byWriterName());
    }

    /** To be configured; into the class that bears the writer's name unless the configuration names one. */
    static <R extends SpecificRecord> AvroDeserializer<R> specific() {
        return new AvroDeserializer<>(ClientHolder.toBeConfigured(), Target.byWriterName());
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        client.configure(configs);
        target = target.configured(configs, isKey ? SPECIFIC_KEY_TYPE : SPECIFIC_VALUE_TYPE);
    }

    @Override
    public @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        int id = WireFormat.schemaId(topic, bytes);
        DatumReader<T> reader = readers.get(id);
        return AvroBytes.decode(topic, id, reader == null ? reader(topic, id) : reader, bytes);
    }

    private DatumReader<T> reader(String topic, int id) {
        Schema writer = client.get().schemaById(id);
        DatumReader<T> reader = target.reader(topic, id, writer);
        DatumReader<T> earlier = readers.putIfAbsent(id, reader);
        return earlier == null ? reader : earlier;
    }

    @Override
    public void close() {
        client.close();
    }
}
