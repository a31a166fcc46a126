package io.tieout.demo;

/** The trial could not be brought to its end, so there is no verdict; the message says why. */
public final class TrialException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TrialException(String message) {
        super(message);
    }

    TrialException(String message, Throwable cause) {
        super(message, cause);
    }
}
