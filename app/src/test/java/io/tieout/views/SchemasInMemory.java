package io.tieout.views;

import io.tieout.connect.registry.SchemaIds;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.Schema;

/** Takes the place of a registry. */
public final class SchemasInMemory implements SchemaIds {

    private final List<Schema> schemas = new CopyOnWriteArrayList<>();

    @Override
    public synchronized int register(String subject, Schema schema) {
        if (!schemas.contains(schema)) {
            schemas.add(schema);
        }
        return schemas.indexOf(schema);
    }

    @Override
    public Schema schemaById(int id) {
        return schemas.get(id);
    }
}
