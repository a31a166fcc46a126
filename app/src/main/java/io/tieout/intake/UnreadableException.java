package io.tieout.intake;

/** A raw record could not be read at all. The message says what stands there and what was expected. */
public final class UnreadableException extends Exception {

    private final String why;

    public UnreadableException(String message) {
        super(message);
        this.why = message;
    }

    public UnreadableException(String message, Throwable cause) {
        super(message, cause);
        this.why = message;
    }

    /** What stands there and what was expected. */
    public String why() {
        return why;
    }
}
