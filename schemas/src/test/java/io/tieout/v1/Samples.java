package io.tieout.v1;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.util.Utf8;

/** Generic data of any of our schemas: with everything filled, or with as little as the schema demands. */
final class Samples {

    private final boolean full;
    private int next = 1;

    private Samples(boolean full) {
        this.full = full;
    }

    /** Every optional field set, every collection with elements, each value another. */
    static GenericData.Record full(Schema schema) {
        return (GenericData.Record) new Samples(true).of(schema);
    }

    /** Every optional field null, every collection empty. */
    static GenericData.Record sparse(Schema schema) {
        return (GenericData.Record) new Samples(false).of(schema);
    }

    private Object of(Schema schema) {
        next++;
        return switch (schema.getType()) {
            case RECORD -> record(schema);
            case ENUM ->
                new GenericData.EnumSymbol(
                        schema,
                        schema.getEnumSymbols()
                                .get(next % schema.getEnumSymbols().size()));
            case ARRAY -> array(schema);
            case MAP -> full ? Map.of(new Utf8("key " + next), of(schema.getValueType())) : Map.of();
            case UNION -> of(schema.getTypes().get(full ? schema.getTypes().size() - 1 : 0));
            case STRING -> new Utf8("text " + next);
            case INT -> next;
            case LONG -> 1_772_442_930_123L + next;
            case BOOLEAN -> next % 2 == 0;
            case NULL -> new Object[0];
            default -> throw new IllegalStateException("no sample for " + schema.getType() + ": add one");
        };
    }

    private GenericData.Record record(Schema schema) {
        var record = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            Object value = of(field.schema());
            record.put(field.pos(), value instanceof Object[] ? null : value);
        }
        return record;
    }

    private List<Object> array(Schema schema) {
        var elements = new ArrayList<>();
        for (int i = 0; full && i < 2; i++) {
            elements.add(of(schema.getElementType()));
        }
        return new GenericData.Array<>(schema, elements);
    }
}
