package io.tieout.connect.registry;

import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * The registry could not do what was asked. Never about the bytes of one record (that is a {@link
 * org.apache.kafka.common.errors.SerializationException}): whoever catches it must stop and try
 * again, and may not skip the record.
 */
public abstract sealed class RegistryException extends KafkaException
        permits RegistryAccessException, RegistryUnavailableException, SchemaRejectedException {

    RegistryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
