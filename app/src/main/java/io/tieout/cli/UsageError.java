package io.tieout.cli;

/** What the user asked for cannot be done as asked: the message says what to write instead. */
final class UsageError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UsageError(String message) {
        super(message);
    }
}
