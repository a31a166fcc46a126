/**
 * What is peculiar to Adyen's webhooks: the signature inside each notification, and the word that it waits for. What
 * a notification says of money is read elsewhere.
 */
@NullMarked
package io.tieout.connect.adyen;

import org.jspecify.annotations.NullMarked;
