package io.tieout.connect.adyen;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tieout.connect.webhook.Delivery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Adyen's signature against what Adyen itself signed. */
final class AdyenSignatureTest {

    /** Of Adyen's own test of its Java library, which signs a reference with colons and slashes. */
    private static final String KEY = "74F490DD33F7327BAECC88B2947C011FC02D014A473AAA33A8EC93E4DC069174";

    @Test
    void adyensOwnSignatureIsGoodAndNoOther() throws IOException {
        Path vector = Path.of(
                System.getProperty("tieout.shared", "../../shared"), "samples/adyen/java_hmac-validation-webhook.json");
        assumeTrue(Files.isRegularFile(vector), "There is no " + vector);
        String item = Files.readString(vector);
        String body = "{\"live\":\"false\",\"notificationItems\":[{\"NotificationRequestItem\":" + item + "}]}";

        assertThat(new AdyenSignature(List.of(KEY)).refusalOf(delivery(body))).isEmpty();
        assertThat(new AdyenSignature(List.of("00".repeat(32), KEY)).refusalOf(delivery(body)))
                .isEmpty();
        assertThat(new AdyenSignature(List.of("00".repeat(32))).refusalOf(delivery(body)))
                .isPresent();
        assertThat(new AdyenSignature(List.of(KEY)).refusalOf(delivery(body.replace("1000", "1001"))))
                .isPresent();
    }

    @Test
    void aKeyThatIsNoKeyIsRefusedAndNotShown() {
        assertThatThrownBy(() -> new AdyenSignature(List.of("not-a-key")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("adyen.webhook.keys")
                .hasMessageNotContaining("not-a-key");
        assertThatThrownBy(() -> new AdyenSignature(List.of())).hasMessageContaining("adyen.webhook.keys");
    }

    private static Delivery delivery(String body) {
        return new Delivery(name -> List.of(), body.getBytes(UTF_8));
    }
}
