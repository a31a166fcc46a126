package io.tieout.mapping;

/** A document is not what its mapping expects. The message names the key of the mapping, the place and what stands there. */
public final class MismatchException extends Exception {

    public MismatchException(String message) {
        super(message);
    }

    public MismatchException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What stands there and what was expected. */
    public String why() {
        return String.valueOf(getMessage());
    }
}
