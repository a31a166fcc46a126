package io.tieout.connect.webhook;

/** How a delivery ended, with the HTTP status that the sender is told; counted one by one. */
public enum Outcome {
    /** The record is durably in the log. */
    STORED(200),
    UNKNOWN_ROUTE(404),
    WRONG_METHOD(405),
    /** The body is compressed, or otherwise not what was signed. */
    ENCODED_BODY(415),
    BODY_TOO_LARGE(413),
    BODY_TOO_SLOW(408),
    /** The sender went away before the end of its body. */
    BODY_BROKEN_OFF(400),
    SIGNATURE_REFUSED(400),
    /** No signature, or a wrong one, from a provider whose own documentation answers that with 401. */
    NOT_AUTHENTIC(401),
    /** User and password of the endpoint are missing or wrong. */
    CREDENTIALS_REFUSED(401),
    /** Signed by the right secret, but too long ago or in the future: a replay, or a wrong clock. */
    SIGNATURE_OUT_OF_TIME(400),
    /** Signed well, but not what the route takes. */
    BODY_REFUSED(400),
    /** The log did not acknowledge in time; the record may be there all the same. */
    NOT_DURABLE(503),
    /** What proves the delivery cannot be had now. */
    UNDECIDED(503),
    STOPPING(503),
    /** A bug of ours. */
    FAILED(500);

    private final int status;

    Outcome(int status) {
        this.status = status;
    }

    /** The HTTP status of the answer. */
    public int status() {
        return status;
    }
}
