/**
 * What is peculiar to Shopify: the signature of its webhooks and what their headers say, and the Kafka Connect source that
 * reads payouts and balance transactions of Shopify Payments and states their coverage. What they say of money is read
 * elsewhere.
 */
@NullMarked
package io.tieout.connect.shopify;

import org.jspecify.annotations.NullMarked;
