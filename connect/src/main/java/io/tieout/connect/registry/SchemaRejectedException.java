package io.tieout.connect.registry;

/** The registry does not accept a schema or a setting of a subject; trying again does not help. */
public final class SchemaRejectedException extends RegistryException {

    private final String subject;

    SchemaRejectedException(String subject, String message) {
        super(message, null);
        this.subject = subject;
    }

    /** The subject that was refused, such as {@code recon.match.v1-value}. */
    public String subject() {
        return subject;
    }
}
