package io.tieout.connect.registry;

/** The registry refused the credentials; trying again does not help. */
public final class RegistryAccessException extends RegistryException {

    RegistryAccessException(String message) {
        super(message, null);
    }
}
