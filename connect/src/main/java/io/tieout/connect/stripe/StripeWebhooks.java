package io.tieout.connect.stripe;

import io.tieout.connect.RawTopics;
import io.tieout.connect.webhook.JsonObjectBody;
import io.tieout.connect.webhook.JsonObjectBody.Field;
import io.tieout.connect.webhook.Route;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stripe's place in the webhook receiver. */
public final class StripeWebhooks {

    private StripeWebhooks() {}

    /** {@code POST /webhooks/stripe/{account}}, signed with one of the secrets, into {@code stripe.event}. */
    public static Route route(String account, List<String> secrets, InstantSource clock) {
        return new Route(
                "stripe",
                account,
                new StripeSignature(secrets, StripeSignature.TOLERANCE, clock),
                new JsonObjectBody(StripeWebhooks::fault),
                RawTopics.STRIPE_EVENT);
    }

    private static Optional<String> fault(Map<String, Field> fields) {
        var object = fields.get("object");
        if (object != null && object.text().equals("v2.core.event")) {
            return Optional.of("this is a thin event (v2.core.event), which carries no object: give this endpoint"
                    + " snapshot events");
        }
        if (object == null || !object.isText() || !object.text().equals("event")) {
            return Optional.of("the body is not an event: its object must be \"event\"");
        }
        var id = fields.get("id");
        return id == null || !id.isText() ? Optional.of("the event has no id") : Optional.empty();
    }
}
