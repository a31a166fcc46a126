package io.tieout.metrics;

/** The metrics endpoint cannot be started or stopped; the message says what to do. */
public final class MetricsEndpointException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MetricsEndpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
