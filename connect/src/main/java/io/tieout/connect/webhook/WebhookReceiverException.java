package io.tieout.connect.webhook;

/** The receiver cannot run; the message says why and what to do. */
public final class WebhookReceiverException extends RuntimeException {

    public WebhookReceiverException(String message, Throwable cause) {
        super(message, cause);
    }
}
