package io.tieout.connect.registry;

import org.apache.avro.Schema;

/** Schemas by the ids that stand for them in records: a registry, or what takes its place where there is none. */
public interface SchemaIds {

    /** The id of a schema under a subject; registers it where it is new. */
    int register(String subject, Schema schema);

    /** The schema with this id. */
    Schema schemaById(int id);
}
