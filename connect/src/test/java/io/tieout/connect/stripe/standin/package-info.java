/** Tests of the stand-in: what stands in for Stripe must page and filter as Stripe does. */
@NullMarked
package io.tieout.connect.stripe.standin;

import org.jspecify.annotations.NullMarked;
