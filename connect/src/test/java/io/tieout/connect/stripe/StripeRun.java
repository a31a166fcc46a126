package io.tieout.connect.stripe;

import io.tieout.connect.poll.PollerRun;
import io.tieout.connect.stripe.standin.StripeStandIn;
import java.time.Instant;

/** A poller of the stand-in, not yet started. */
final class StripeRun {

    private StripeRun() {}

    static PollerRun of(StripeStandIn stripe, Instant from) {
        return new PollerRun(StripeEventSourceTask::new, "acct_1")
                .with("stripe.account", "acct_1")
                .with("stripe.api.key", stripe.apiKey())
                .with("stripe.api.url", stripe.url())
                .with("stripe.poll.from", from.toString())
                .with("stripe.poll.interval", "1ms")
                .with("stripe.retry.backoff", "1ms")
                .with("stripe.retry.backoff.max", "4ms");
    }
}
