package io.tieout.connect.registry;

import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** {@link AvroSerializer} and {@link AvroDeserializer} of one record class, for Kafka Streams. */
public final class AvroSerde<T extends SpecificRecord> implements Serde<T> {

    private final AvroSerializer<T> serializer;
    private final AvroDeserializer<T> deserializer;

    /** By class name: {@link #configure} must follow. Reads into the class that bears the writer's name. */
    public AvroSerde() {
        serializer = new AvroSerializer<>();
        deserializer = AvroDeserializer.specific();
    }

    /** For values of this class; the client stays its giver's to close. */
    public AvroSerde(SchemaIds client, Class<T> recordClass) {
        serializer = new AvroSerializer<>(client, false);
        deserializer = AvroDeserializer.of(client, recordClass);
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        serializer.configure(configs, isKey);
        deserializer.configure(configs, isKey);
    }

    @Override
    public Serializer<T> serializer() {
        return serializer;
    }

    @Override
    public Deserializer<T> deserializer() {
        return deserializer;
    }

    @Override
    public void close() {
        serializer.close();
        deserializer.close();
    }
}
