package io.tieout.topology;

/**
 * What the intake keeps of an account cannot be read back. It is no record's fault, so no record is taken for
 * unreadable on its account: the application stops.
 */
final class MemoryDamagedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MemoryDamagedException(String key, Throwable cause) {
        super(
                "What the intake keeps under " + key + " cannot be read: the local state is damaged. Stop the"
                        + " application, delete the folder state in data.dir, and start it again: the state is read"
                        + " anew from Kafka.",
                cause);
    }
}
