package io.tieout.connect.adyen;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tieout.connect.webhook.Delivery;
import io.tieout.connect.webhook.Outcome;
import io.tieout.connect.webhook.Refusal;
import io.tieout.connect.webhook.SharedSecretScheme;
import io.tieout.connect.webhook.SharedSecrets;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Adyen's signature, which stands in each notification: {@code additionalData.hmacSignature} is base64 of HMAC-SHA256
 * over eight of its fields, joined by colons as they are written, nothing escaped.
 *
 * <p>{@code 9913140798220028::YOUR_ACCOUNT:S00012:1000:EUR:AUTHORISATION:true}
 *
 * <p>A body of which one notification is not signed is refused whole: it is stored as it came or not at all. What is
 * not among the eight fields, the date and {@code live} above all, is proven by nothing: topology-docs/decisions/017.
 */
public final class AdyenSignature implements SharedSecretScheme {

    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    /** In the order in which they are signed; the reference of the merchant is the only one that may hold a colon. */
    private static final List<String> BEFORE_REFERENCE =
            List.of("pspReference", "originalReference", "merchantAccountCode");

    private final SharedSecrets keys;

    /** @param keys the webhook's HMAC keys as Adyen shows them, in hexadecimal digits, one or more */
    public AdyenSignature(List<String> keys) {
        this.keys = SharedSecrets.hex(
                keys,
                "Set adyen.webhook.keys to the HMAC key of the webhook (Adyen shows 64 hexadecimal digits), several"
                        + " separated by commas.");
    }

    @Override
    public Optional<Refusal> refusalOf(Delivery delivery) {
        JsonNode body;
        try {
            body = JSON.readTree(delivery.body());
        } catch (JsonProcessingException e) {
            return malformed("the body is not one well-formed JSON object");
        } catch (IOException e) {
            return malformed("the body is no JSON in UTF-8");
        }
        JsonNode items = body.path("notificationItems");
        if (!items.isArray() || items.isEmpty()) {
            return malformed("the body has no notificationItems: standard webhooks in JSON are taken here, no others");
        }
        boolean signed = true;
        for (JsonNode wrapped : items) {
            JsonNode item = wrapped.path("NotificationRequestItem");
            if (!item.isObject()) {
                return malformed("one of notificationItems holds no NotificationRequestItem");
            }
            String said = signedText(item);
            byte[] digest = digest(item.path("additionalData").path("hmacSignature"));
            signed &= said != null && digest != null && keys.haveSigned(List.of(digest), said.getBytes(UTF_8));
        }
        return signed
                ? Optional.empty()
                : Optional.of(new Refusal(
                        Outcome.NOT_AUTHENTIC,
                        "a notification is not signed, or with another key: check the HMAC key of the webhook"));
    }

    /** What was signed; null where it could be the text of another notification too. */
    private static @Nullable String signedText(JsonNode item) {
        var text = new StringBuilder();
        for (String field : BEFORE_REFERENCE) {
            String value = text(item.path(field));
            if (value.indexOf(':') >= 0) {
                return null;
            }
            text.append(value).append(':');
        }
        text.append(text(item.path("merchantReference")));
        JsonNode amount = item.path("amount");
        for (JsonNode value :
                List.of(amount.path("value"), amount.path("currency"), item.path("eventCode"), item.path("success"))) {
            String last = text(value);
            if (last.indexOf(':') >= 0) {
                return null;
            }
            text.append(':').append(last);
        }
        return text.toString();
    }

    private static String text(JsonNode value) {
        return value.isNull() ? "" : value.asText();
    }

    private static byte @Nullable [] digest(JsonNode signature) {
        try {
            return signature.isTextual() ? Base64.getDecoder().decode(signature.textValue()) : null;
        } catch (IllegalArgumentException e) {
            return null; // Not base64, so no digest.
        }
    }

    private static Optional<Refusal> malformed(String error) {
        return Optional.of(new Refusal(Outcome.BODY_REFUSED, error));
    }
}
