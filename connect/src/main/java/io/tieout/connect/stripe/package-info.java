/**
 * What is peculiar to Stripe: its webhook signature and body rule, and the Kafka Connect source that polls
 * its list of events and states coverage. What an event means is the application's business, not ours:
 * of an event only its id and its time are read here.
 */
@NullMarked
package io.tieout.connect.stripe;

import org.jspecify.annotations.NullMarked;
