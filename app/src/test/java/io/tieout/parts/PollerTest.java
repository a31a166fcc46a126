package io.tieout.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.GoldenFile;
import io.tieout.config.Settings;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PollerTest {

    private static final Map<Poller, String> ACCOUNTS =
            Map.of(Poller.STRIPE, "acct_1", Poller.PAYPAL, "M1", Poller.SHOPIFY, "acme.myshopify.com");

    @ParameterizedTest
    @EnumSource(Poller.class)
    void theFileForAClusterElsewhereSaysWhatTheLocalStackPosts(Poller poller) throws IOException {
        var file = new ObjectMapper()
                .readTree(GoldenFile.root().resolve(poller.file()).toFile());
        var settings = Settings.defaults().with(Map.of(poller.accountSetting(), ACCOUNTS.get(poller)), "test");
        var posted = new HashMap<>(poller.configuration(settings, PollerTest::variable));
        // The provider's own address is the connector's default.
        posted.keySet().removeIf(name -> name.endsWith(".api.url"));
        posted.put(poller.accountSetting(), variable(poller.accountSetting()));

        assertThat(file.path("name").asText()).isEqualTo(poller.connector());
        assertThat(new ObjectMapper().convertValue(file.path("config"), new TypeReference<Map<String, String>>() {}))
                .isEqualTo(posted);
    }

    @Test
    void isToldWhatTheSettingsSayInItsOwnForm() {
        var settings = Settings.defaults()
                .with(
                        Map.of(
                                "paypal.account", "M1",
                                "paypal.api.url", "https://api-m.sandbox.paypal.com/",
                                "paypal.poll.interval", "60m",
                                "paypal.poll.from", "2026-01-02"),
                        "test");
        assertThat(Poller.PAYPAL.configuration(settings, PollerTest::variable))
                .containsEntry("paypal.api.url", "https://api-m.sandbox.paypal.com")
                .containsEntry("paypal.poll.interval", "1h")
                .containsEntry("paypal.poll.from", "2026-01-02T00:00:00Z")
                .doesNotContainKey("paypal.webhook.id");
    }

    @Test
    void saysWhatIsLacking() {
        var settings = Settings.defaults().with(Map.of("paypal.client.id", "id1"), "test");
        assertThat(Poller.PAYPAL.isAsked(settings)).isTrue();
        assertThat(Poller.STRIPE.isAsked(settings)).isFalse();
        assertThatThrownBy(() -> Poller.PAYPAL.secrets(settings))
                .hasMessageContaining("paypal.client.secret is not set");
        assertThatThrownBy(() -> Poller.PAYPAL.configuration(settings, PollerTest::variable))
                .hasMessageContaining("paypal.account is not set: paypal.client.id polls which account?");
    }

    private static String variable(String setting) {
        return "${env:" + setting.toUpperCase(Locale.ROOT).replace('.', '_') + "}";
    }
}
