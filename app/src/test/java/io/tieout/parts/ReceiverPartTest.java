package io.tieout.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tieout.config.Settings;
import io.tieout.connect.webhook.Route;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which webhooks are received, as the settings say. */
class ReceiverPartTest {

    private static Settings settings(Map<String, String> given) {
        return Settings.defaults().with(given, "test");
    }

    @Test
    void withoutAnAccountAndItsSecretNothingIsReceived() {
        var none = settings(Map.of());
        var half = settings(Map.of("adyen.account", "ShopNL", "paypal.webhook.id", "9XL90610J3647323C"));

        assertThat(ReceiverPart.isConfigured(none)).isFalse();
        assertThat(ReceiverPart.isConfigured(half)).isFalse();
        assertThatThrownBy(() -> ReceiverPart.start(half, InstantSource.system()))
                .isInstanceOf(PartException.class)
                .hasMessageContaining("adyen.account and adyen.webhook.keys")
                .hasMessageContaining("stripe.account and stripe.webhook.secrets");
    }

    @Test
    void aUserWithoutAPasswordIsRefused() {
        var half = settings(Map.of(
                "kafka.bootstrap.servers", "127.0.0.1:1",
                "adyen.account", "ShopNL",
                "adyen.webhook.keys", "0a".repeat(32),
                "adyen.webhook.user", "adyen"));

        assertThatThrownBy(() -> ReceiverPart.start(half, InstantSource.system()))
                .isInstanceOf(PartException.class)
                .hasMessageContaining("adyen.webhook.password");
    }

    @Test
    void whatAMappingReadsIsReceivedUnderItsNameAndKeyedByItsSource() {
        var both = settings(Map.of(
                "mapped.accounts", "quickbooks-payment/acme,payroll-journal/bureau",
                "mapped.webhook.secrets", "a-secret-of-some-length"));

        assertThat(ReceiverPart.isConfigured(both)).isTrue();
        assertThat(ReceiverPart.isConfigured(settings(Map.of("mapped.accounts", "quickbooks-payment/acme"))))
                .isFalse();
        assertThat(MappedRoutes.of(both))
                .extracting(
                        Route::path,
                        Route::key,
                        Route::topic,
                        route -> route.stated().get("tieout-mapping"))
                .containsExactly(
                        tuple(
                                "/webhooks/quickbooks-payment/acme",
                                "quickbooks/acme",
                                "mapped.record",
                                "quickbooks-payment"),
                        tuple(
                                "/webhooks/payroll-journal/bureau",
                                "payroll/bureau",
                                "mapped.record",
                                "payroll-journal"));
    }

    @Test
    void aMappingThatIsNotThereIsRefused() {
        var unknown = settings(Map.of(
                "mapped.accounts", "quickbook-payment/acme", "mapped.webhook.secrets", "a-secret-of-some-length"));

        assertThatThrownBy(() -> ReceiverPart.start(unknown, InstantSource.system()))
                .isInstanceOf(PartException.class)
                .hasMessageContaining("did you mean quickbooks-payment?");
    }
}
