package io.tieout.connect.stripe;

import io.tieout.connect.RawTopics;
import io.tieout.connect.webhook.Route;
import java.time.InstantSource;
import java.util.List;

/** Stripe's place in the webhook receiver. */
public final class StripeWebhooks {

    private StripeWebhooks() {}

    /** {@code POST /webhooks/stripe/{account}}, signed with one of the secrets, into {@code stripe.event}. */
    public static Route route(String account, List<String> secrets, InstantSource clock) {
        return new Route(
                "stripe",
                account,
                new StripeSignature(secrets, StripeSignature.TOLERANCE, clock),
                new StripeEventBody(),
                RawTopics.STRIPE_EVENT);
    }
}
