package io.tieout.connect.paypal;

import io.tieout.connect.RawTopics;
import io.tieout.connect.webhook.JsonObjectBody;
import io.tieout.connect.webhook.JsonObjectBody.Field;
import io.tieout.connect.webhook.Route;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** PayPal's place in the webhook receiver. */
public final class PayPalWebhooks {

    private PayPalWebhooks() {}

    /** {@code POST /webhooks/paypal/{account}}, signed for one of the webhooks, into {@code paypal.event}. */
    public static Route route(String account, List<String> webhookIds, PayPalCertificates certificates) {
        return new Route(
                "paypal",
                account,
                new PayPalSignature(webhookIds, certificates),
                new JsonObjectBody(PayPalWebhooks::fault),
                RawTopics.PAYPAL_EVENT);
    }

    private static Optional<String> fault(Map<String, Field> fields) {
        for (var name : List.of("id", "event_type")) {
            var field = fields.get(name);
            if (field == null || !field.isText()) {
                return Optional.of("the event has no " + name);
            }
        }
        return Optional.empty();
    }
}
