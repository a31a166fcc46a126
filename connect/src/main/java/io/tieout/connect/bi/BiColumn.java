package io.tieout.connect.bi;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * A column of a BI table.
 *
 * @param type in PostgreSQL's words
 * @param documentation what the contract says of the field
 */
public record BiColumn(String name, String type, String documentation) {

    /** What a money field becomes: an exact number of minor units, and its currency. */
    static final String MINOR = "_minor";

    static final String CURRENCY = "_currency";

    /** The columns of a contract, field by field. */
    static List<BiColumn> of(Schema record) {
        var columns = new ArrayList<BiColumn>();
        for (var field : record.getFields()) {
            add(columns, field.name(), present(field.schema()), field.doc());
        }
        return List.copyOf(columns);
    }

    private static void add(List<BiColumn> columns, String name, Schema schema, String documentation) {
        if (schema.getFullName().equals("io.tieout.v1.Money")) {
            columns.add(new BiColumn(name + MINOR, "bigint", documentation + " In minor units."));
            columns.add(new BiColumn(name + CURRENCY, "text", documentation + " Its ISO 4217 code."));
        } else {
            columns.add(new BiColumn(name, type(name, schema), documentation));
        }
    }

    private static String type(String name, Schema schema) {
        if (schema.getLogicalType() instanceof LogicalTypes.TimestampMillis) {
            return "timestamptz";
        }
        return switch (schema.getType()) {
            case STRING, ENUM -> "text";
            case INT -> "integer";
            case LONG -> "bigint";
            case BOOLEAN -> "boolean";
            case RECORD, ARRAY, MAP -> "jsonb";
            default ->
                throw new IllegalStateException("Field " + name + " is of type " + schema.getType()
                        + ", which no BI column is made of: decide how it is to be shown.");
        };
    }

    /** Of an optional field what it is when it is there. */
    private static Schema present(Schema schema) {
        if (schema.getType() != Schema.Type.UNION) {
            return schema;
        }
        return schema.getTypes().stream()
                .filter(type -> type.getType() != Schema.Type.NULL)
                .findFirst()
                .orElseThrow();
    }
}
