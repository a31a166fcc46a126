package io.tieout.intake;

/** A raw record could not be read at all. The message says what stands there and what was expected. */
public final class UnreadableException extends Exception {

    public UnreadableException(String message) {
        super(message);
    }

    public UnreadableException(String message, Throwable cause) {
        super(message, cause);
    }
}
