package io.tieout.connect.registry;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes records in Confluent's wire format, registering their schema under {@code <topic>-value} or
 * {@code <topic>-key}. Made directly, or by class name and configured as {@link RegistryConfig} says.
 */
public final class AvroSerializer<T extends SpecificRecord> implements Serializer<T> {

    static {
        GeneratedRecords.trust();
    }

    private final ClientHolder client;
    private final ConcurrentMap<String, Binding> bindings = new ConcurrentHashMap<>();
    private boolean isKey;

    /** For {@code value.serializer=}: {@link #configure} must follow. */
    public AvroSerializer() {
        this.client = ClientHolder.toBeConfigured();
    }

    public AvroSerializer(SchemaIds client, boolean isKey) {
        this.client = ClientHolder.of(client);
        this.isKey = isKey;
    }

    /** The schema with which a topic was last written, and what is needed to write with it. */
    private record Binding(Schema schema, int id, DatumWriter<SpecificRecord> writer) {}

    @Override
    public void configure(Map<String, ?> configs, boolean key) {
        client.configure(configs);
        isKey = key;
    }

    // A class has one schema object: to compare all its fields for each record would cost more than writing them.
    @SuppressWarnings("ReferenceEquality")
    @Override
    public byte @Nullable [] serialize(String topic, @Nullable T data) {
        if (data == null) {
            return null;
        }
        Binding binding = bindings.get(topic);
        if (binding == null || binding.schema() != data.getSchema()) {
            binding = bind(topic, data);
        }
        return AvroBytes.encode(topic, binding.id(), binding.schema(), binding.writer(), data);
    }

    private Binding bind(String topic, SpecificRecord data) {
        Schema schema = data.getSchema();
        int id = client.get().register(WireFormat.subject(topic, isKey), schema);
        var binding = new Binding(schema, id, RecordWriter.of(data));
        bindings.put(topic, binding);
        return binding;
    }

    @Override
    public void close() {
        client.close();
    }
}
