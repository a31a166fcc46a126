package io.tieout.connect.webhook;

import java.time.Duration;

/**
 * How a receiver listens, and how patient it is.
 *
 * @param port 0 for any free port; {@link WebhookReceiver#port()} says which
 * @param bodyLimit largest body taken, in bytes
 * @param readTimeout for a sender to send its first header block, and from there its whole body
 * @param ackTimeout for the log to acknowledge; providers give up after 10 to 30 s
 * @param connections open at the same time; more wait to be accepted
 */
public record WebhookOptions(
        String host, int port, int bodyLimit, Duration readTimeout, Duration ackTimeout, int connections) {

    /** The product's defaults at this address. */
    public static WebhookOptions at(String host, int port) {
        return new WebhookOptions(host, port, 1024 * 1024, Duration.ofSeconds(10), Duration.ofSeconds(8), 1024);
    }

    public WebhookOptions withBodyLimit(int bytes) {
        return new WebhookOptions(host, port, bytes, readTimeout, ackTimeout, connections);
    }

    public WebhookOptions withReadTimeout(Duration timeout) {
        return new WebhookOptions(host, port, bodyLimit, timeout, ackTimeout, connections);
    }

    public WebhookOptions withAckTimeout(Duration timeout) {
        return new WebhookOptions(host, port, bodyLimit, readTimeout, timeout, connections);
    }
}
