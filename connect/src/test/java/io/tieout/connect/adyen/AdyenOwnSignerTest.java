package io.tieout.connect.adyen;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.adyen.model.notification.Amount;
import com.adyen.model.notification.NotificationRequestItem;
import com.adyen.util.HMACValidator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.connect.webhook.Delivery;
import java.security.SignatureException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the library of Adyen signs is taken, and nothing that was changed afterwards. */
final class AdyenOwnSignerTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF";
    private static final List<String> SIGNED =
            List.of("pspReference", "merchantAccountCode", "merchantReference", "eventCode", "success");

    @Test
    void whatAdyensLibrarySignsIsTakenAndWhatWasChangedIsNot() throws SignatureException {
        var random = new Random(7);
        var ours = new AdyenSignature(List.of(KEY));
        for (int i = 0; i < 1_000; i++) {
            NotificationRequestItem item = item(random);
            String signature = new HMACValidator().calculateHMAC(item, KEY);
            ObjectNode body = body(item, signature);
            assertThat(ours.refusalOf(delivery(body))).as(body.toString()).isEmpty();

            ObjectNode changed = body.deepCopy();
            ObjectNode one = (ObjectNode) changed.at("/notificationItems/0/NotificationRequestItem");
            if (random.nextBoolean()) {
                ObjectNode amount = (ObjectNode) one.get("amount");
                amount.put("value", amount.get("value").asLong() + 1);
            } else {
                String field = SIGNED.get(random.nextInt(SIGNED.size()));
                one.put(field, one.path(field).asText() + "x");
            }
            assertThat(ours.refusalOf(delivery(changed))).as(changed.toString()).isPresent();
        }
    }

    private static NotificationRequestItem item(Random random) {
        var item = new NotificationRequestItem();
        item.setPspReference(text(random));
        item.setOriginalReference(random.nextBoolean() ? text(random) : null);
        item.setMerchantAccountCode("ShopNL");
        item.setMerchantReference(random.nextInt(5) == 0 ? "a:b/" + text(random) : text(random));
        item.setAmount(new Amount().value((long) random.nextInt(1_000_000)).currency("EUR"));
        item.setEventCode(random.nextBoolean() ? "CAPTURE" : "REFUND");
        item.setSuccess(random.nextBoolean());
        return item;
    }

    private static String text(Random random) {
        return Long.toString(random.nextLong() & Long.MAX_VALUE, 36) + (random.nextInt(4) == 0 ? "é\\" : "");
    }

    private static ObjectNode body(NotificationRequestItem item, String signature) {
        ObjectNode one = JSON.createObjectNode();
        one.put("pspReference", item.getPspReference())
                .put("originalReference", item.getOriginalReference())
                .put("merchantAccountCode", item.getMerchantAccountCode())
                .put("merchantReference", item.getMerchantReference())
                .put("eventCode", item.getEventCode())
                .put("success", Boolean.toString(item.isSuccess()));
        one.putObject("amount")
                .put("value", item.getAmount().getValue())
                .put("currency", item.getAmount().getCurrency());
        one.putObject("additionalData").put("hmacSignature", signature);
        ObjectNode body = JSON.createObjectNode().put("live", "false");
        body.putArray("notificationItems").addObject().set("NotificationRequestItem", one);
        return body;
    }

    private static Delivery delivery(ObjectNode body) {
        return new Delivery(name -> List.of(), body.toString().getBytes(UTF_8));
    }
}
