package io.tieout.connect.registry;

import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** What records are read into: one generated class, the class that bears the writer's name, or generic records. */
final class Target {

    private enum Kind {
        ONE_CLASS,
        BY_WRITER_NAME,
        GENERIC
    }

    private final Kind kind;
    private final @Nullable Class<? extends SpecificRecord> recordClass;

    private Target(Kind kind, @Nullable Class<? extends SpecificRecord> recordClass) {
        this.kind = kind;
        this.recordClass = recordClass;
    }

    static Target of(Class<? extends SpecificRecord> recordClass) {
        return new Target(Kind.ONE_CLASS, recordClass);
    }

    static Target byWriterName() {
        return new Target(Kind.BY_WRITER_NAME, null);
    }

    static Target generic() {
        return new Target(Kind.GENERIC, null);
    }

    /** What a configuration adds; a class that was given in code stands. */
    Target configured(Map<String, ?> configs, String typeName) {
        if (kind == Kind.ONE_CLASS) {
            return this;
        }
        Object type = configs.get(typeName);
        if (type != null) {
            return of(type instanceof Class<?> given ? given.asSubclass(SpecificRecord.class) : named(typeName, type));
        }
        boolean specific = Boolean.parseBoolean(String.valueOf(configs.get(AvroDeserializer.SPECIFIC_READER)));
        return specific ? byWriterName() : this;
    }

    private static Class<? extends SpecificRecord> named(String setting, Object name) {
        Class<?> found = ClassPath.find(name.toString());
        if (found == null || !SpecificRecord.class.isAssignableFrom(found)) {
            throw new ConfigException(
                    setting, name, "must be a class that Avro generated, in a jar that is on the class path");
        }
        return found.asSubclass(SpecificRecord.class);
    }

    /** A reader for what this writer wrote. */
    // Whether T is what comes out was decided where the deserializer was made or configured.
    @SuppressWarnings("unchecked")
    <T> DatumReader<T> reader(String topic, int id, Schema writer) {
        if (kind == Kind.GENERIC) {
            return new GenericDatumReader<>(writer);
        }
        Class<? extends SpecificRecord> into = recordClass == null ? ofName(topic, writer) : recordClass;
        SpecificData model = SpecificData.getForClass(into);
        Schema reader = model.getSchema(into);
        var compatibility = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
        if (compatibility.getType() != SchemaCompatibilityType.COMPATIBLE) {
            throw new SerializationException("Topic " + topic + " holds a " + writer.getFullName() + " (schema " + id
                    + " of the registry) that cannot be read as " + reader.getFullName() + ": "
                    + compatibility.getResult().getIncompatibilities());
        }
        return (DatumReader<T>) new SpecificDatumReader<SpecificRecord>(writer, reader, model);
    }

    private static Class<? extends SpecificRecord> ofName(String topic, Schema writer) {
        String name = writer.getType() == Schema.Type.RECORD ? SpecificData.getClassName(writer) : writer.getName();
        Class<?> found = ClassPath.find(name);
        if (found == null || !SpecificRecord.class.isAssignableFrom(found)) {
            throw new SerializationException("Topic " + topic + " holds a " + writer.getFullName()
                    + ", and no generated class of that name is on the class path.");
        }
        return found.asSubclass(SpecificRecord.class);
    }
}
