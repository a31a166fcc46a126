package io.tieout.connect.registry;

import org.jspecify.annotations.Nullable;

/** No registry gave a usable answer in time; the same call may succeed later. */
public final class RegistryUnavailableException extends RegistryException {

    RegistryUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
