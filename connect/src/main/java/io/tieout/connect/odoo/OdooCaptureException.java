package io.tieout.connect.odoo;

/** The capture cannot go on until a person mends something; the message says what happened, why, and what to do. */
public final class OdooCaptureException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public OdooCaptureException(String message) {
        super(message);
    }

    public OdooCaptureException(String message, Throwable cause) {
        super(message, cause);
    }
}
