package io.tieout.connect.registry;

import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Serde;

/**
 * Makes the serde that {@code value.serde.class} names: ours, or another of the same wire format such as
 * {@code io.confluent.kafka.streams.serdes.avro.SpecificAvroSerde} when its jar is on the class path.
 */
public final class AvroSerdes {

    /** Class name of the serde for values. */
    public static final String VALUE_SERDE_CLASS = "value.serde.class";

    private AvroSerdes() {}

    /** A serde for values; it is given the configuration as it stands, and the record class in Confluent's words. */
    public static <T extends SpecificRecord> Serde<T> of(
            String className, Map<String, ?> config, Class<T> recordClass) {
        Map<String, Object> settings = new HashMap<>(config);
        settings.put(AvroDeserializer.SPECIFIC_READER, true);
        settings.put(AvroDeserializer.SPECIFIC_VALUE_TYPE, recordClass.getName());
        Serde<T> serde = made(className);
        serde.configure(settings, false);
        return serde;
    }

    /** As {@link #of(String, Map, Class)}; ours shares this client with all others. */
    public static <T extends SpecificRecord> Serde<T> of(
            String className, Map<String, ?> config, Class<T> recordClass, RegistryClient client) {
        return className.equals(AvroSerde.class.getName())
                ? new AvroSerde<>(client, recordClass)
                : of(className, config, recordClass);
    }

    // A class is named by the user; that it is a serde is checked, of what it is one cannot be.
    @SuppressWarnings("unchecked")
    private static <T> Serde<T> made(String className) {
        Class<?> found = ClassPath.find(className);
        if (found == null) {
            throw new ConfigException(
                    VALUE_SERDE_CLASS, className, "is not on the class path: put the jar that holds it into lib/");
        }
        try {
            return (Serde<T>) found.asSubclass(Serde.class).getConstructor().newInstance();
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new ConfigException(
                    VALUE_SERDE_CLASS, className, "is not a serde with a constructor without arguments");
        }
    }
}
