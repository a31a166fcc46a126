package io.tieout.connect.shopify;

import io.tieout.connect.webhook.Delivery;
import io.tieout.connect.webhook.Outcome;
import io.tieout.connect.webhook.Refusal;
import io.tieout.connect.webhook.SharedSecretScheme;
import io.tieout.connect.webhook.SharedSecrets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Shopify's signature: {@code X-Shopify-Hmac-Sha256} is base64 of HMAC-SHA256 over the raw body. The other headers are
 * not signed; of those only the topic is needed, which says what the body is.
 */
public final class ShopifySignature implements SharedSecretScheme {

    /** The header that carries the signature. */
    public static final String HEADER = "X-Shopify-Hmac-Sha256";

    static final String TOPIC = "X-Shopify-Topic";

    private static final int DIGEST_LENGTH = 44;

    private final SharedSecrets secrets;

    /** @param secrets of the app, or of the shop's notifications, one or more */
    public ShopifySignature(List<String> secrets) {
        this.secrets = SharedSecrets.text(
                secrets,
                "Set shopify.webhook.secrets to the client secret of the app, or to the secret that Shopify shows under"
                        + " Notifications > Webhooks; several separated by commas.");
    }

    @Override
    public Optional<Refusal> refusalOf(Delivery delivery) {
        var lines = delivery.headers().apply(HEADER);
        if (lines.size() != 1) {
            return refused("there is not one " + HEADER + " header");
        }
        var digest = lines.get(0).strip();
        if (digest.length() != DIGEST_LENGTH || !isSigned(digest, delivery.body())) {
            return refused("the signature does not match: check the secret, and that nothing between changes the body");
        }
        return delivery.headers().apply(TOPIC).size() == 1
                ? Optional.empty()
                : Optional.of(new Refusal(Outcome.BODY_REFUSED, "there is not one " + TOPIC + " header"));
    }

    private boolean isSigned(String digest, byte[] body) {
        try {
            return secrets.haveSigned(List.of(Base64.getDecoder().decode(digest)), body);
        } catch (IllegalArgumentException e) {
            return false; // Not base64, so no digest.
        }
    }

    private static Optional<Refusal> refused(String error) {
        return Optional.of(new Refusal(Outcome.NOT_AUTHENTIC, error));
    }
}
