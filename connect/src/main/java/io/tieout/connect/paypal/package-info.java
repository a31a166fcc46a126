/**
 * What is peculiar to PayPal's webhooks: the signature by a certificate that PayPal publishes, and the fetching of that
 * certificate. What an event says of money is read elsewhere.
 */
@NullMarked
package io.tieout.connect.paypal;

import org.jspecify.annotations.NullMarked;
