package io.tieout.connect.registry;

import org.apache.kafka.common.errors.SerializationException;

/**
 * A record names a schema id that the registry does not know. Either its bytes are no record of ours,
 * or it was written through another registry: the record cannot be read until somebody has looked.
 */
public final class UnknownSchemaException extends SerializationException {

    UnknownSchemaException(int id, Object url) {
        super("The schema registry at " + url + " knows no schema with id " + id + ". Either the record was written "
                + "through another registry or this one lost its data: point " + RegistryConfig.URL
                + " to the registry that the topic's writer uses, or restore it.");
    }
}
