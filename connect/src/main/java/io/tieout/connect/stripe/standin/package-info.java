/**
 * A stand-in of Stripe over HTTP, for the trial run and for tests: its list of events, with Stripe's paging,
 * errors and delays, and events of the shapes that Stripe sends. Nothing here is used against the real Stripe.
 */
@NullMarked
package io.tieout.connect.stripe.standin;

import org.jspecify.annotations.NullMarked;
