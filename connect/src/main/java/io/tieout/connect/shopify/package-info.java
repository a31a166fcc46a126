/**
 * What is peculiar to Shopify's webhooks: the signature over the body, and the headers that say what the body is. What
 * an event says of money is read elsewhere.
 */
@NullMarked
package io.tieout.connect.shopify;

import org.jspecify.annotations.NullMarked;
