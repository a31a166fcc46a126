/** Tests of PayPal's poller against a stand-in of PayPal over HTTP. */
@NullMarked
package io.tieout.connect.paypal;

import org.jspecify.annotations.NullMarked;
