/**
 * What is peculiar to PayPal: the signature of its webhooks by a certificate that PayPal publishes, and the Kafka Connect
 * source that reads its transaction search and states coverage. What an event or a transaction says of money is read
 * elsewhere.
 */
@NullMarked
package io.tieout.connect.paypal;

import org.jspecify.annotations.NullMarked;
