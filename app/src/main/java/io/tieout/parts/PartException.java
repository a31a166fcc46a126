package io.tieout.parts;

/** A part cannot be started as the settings want it; the message says why and what to do. */
public final class PartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PartException(String message) {
        super(message);
    }

    public PartException(String message, Throwable cause) {
        super(message, cause);
    }
}
