package io.tieout.connect.stripe;

import java.time.Instant;

/**
 * One event of a page.
 *
 * @param created when Stripe stated it, to the second
 * @param json the event's own bytes, as they stood in the page
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record PolledEvent(String id, Instant created, byte[] json) {}
