/** Tests of Shopify's poller against a stand-in of Shopify over HTTP. */
@NullMarked
package io.tieout.connect.shopify;

import org.jspecify.annotations.NullMarked;
