package io.tieout.connect.registry;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** Ids that hold in this process alone, from 1 on: for what is written and read here and nowhere else. */
public final class ProcessSchemaIds implements SchemaIds {

    private final List<Schema> schemas = new ArrayList<>();

    @Override
    public synchronized int register(String subject, Schema schema) {
        int at = schemas.indexOf(schema);
        if (at < 0) {
            schemas.add(schema);
            return schemas.size();
        }
        return at + 1;
    }

    @Override
    public synchronized Schema schemaById(int id) {
        if (id < 1 || id > schemas.size()) {
            throw new UnknownSchemaException(id, "(this process)");
        }
        return schemas.get(id - 1);
    }
}
