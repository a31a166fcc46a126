package io.tieout.connect.shopify;

import io.tieout.connect.RawTopics;
import io.tieout.connect.webhook.Answer;
import io.tieout.connect.webhook.JsonObjectBody;
import io.tieout.connect.webhook.Route;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Shopify's place in the webhook receiver. */
public final class ShopifyWebhooks {

    private ShopifyWebhooks() {}

    /** {@code POST /webhooks/shopify/{account}}, signed with one of the secrets, into {@code shopify.event}. */
    public static Route route(String account, List<String> secrets) {
        return new Route(
                "shopify",
                account,
                new ShopifySignature(secrets),
                new JsonObjectBody(fields -> Optional.empty()),
                RawTopics.SHOPIFY_EVENT,
                Map.of(
                        RawTopics.HEADER_EVENT, ShopifySignature.TOPIC,
                        RawTopics.HEADER_EVENT_ID, "X-Shopify-Webhook-Id",
                        RawTopics.HEADER_ORIGIN, "X-Shopify-Shop-Domain"),
                Answer.STORED);
    }
}
