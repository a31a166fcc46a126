/**
 * One receiver for the webhooks of every provider: raw bytes, signature, body rule, acknowledgement
 * after the durable write. What differs from provider to provider is a {@link
 * io.tieout.connect.webhook.Route}; no provider's name stands in this package, and nothing here reads
 * what an event says.
 */
@NullMarked
package io.tieout.connect.webhook;

import org.jspecify.annotations.NullMarked;
