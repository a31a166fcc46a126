package io.tieout.metrics;

import java.time.Instant;
import java.util.List;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Fields of outcome records, by the schema that was written with them. */
final class Fields {

    private Fields() {}

    static String text(GenericRecord record, String field) {
        return record.get(field).toString();
    }

    static String textOr(GenericRecord record, String field, String otherwise) {
        var value = record.get(field);
        return value == null ? otherwise : value.toString();
    }

    static int number(GenericRecord record, String field) {
        return ((Number) record.get(field)).intValue();
    }

    static long count(GenericRecord record, String field) {
        return ((Number) record.get(field)).longValue();
    }

    static boolean flag(GenericRecord record, String field) {
        return Boolean.TRUE.equals(record.get(field));
    }

    static @Nullable Instant instant(GenericRecord record, String field) {
        return record.get(field) instanceof Long millis ? Instant.ofEpochMilli(millis) : null;
    }

    static List<GenericRecord> records(GenericRecord record, String field) {
        return ((List<?>) record.get(field))
                .stream().map(GenericRecord.class::cast).toList();
    }
}
