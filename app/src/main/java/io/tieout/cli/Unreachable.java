package io.tieout.cli;

/** A part that the command needs does not answer. */
final class Unreachable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The message says which part, where it was looked for, and what to check. */
    Unreachable(String message) {
        super(message);
    }

    /** The same, of what another says. */
    Unreachable(String message, Throwable cause) {
        super(message, cause);
    }
}
