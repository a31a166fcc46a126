package io.tieout.parts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.GoldenFile;
import io.tieout.config.Settings;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StripePollerTest {

    @Test
    void theFileForAClusterElsewhereSaysWhatTheLocalStackPosts() throws IOException {
        var file = new ObjectMapper()
                .readTree(GoldenFile.root()
                        .resolve("connect/config/sources/stripe.json")
                        .toFile());
        var settings = Settings.defaults().with(Map.of("stripe.account", "acct_1"), "test");
        var posted = new HashMap<>(StripePoller.configuration(settings, "${env:STRIPE_API_KEY}"));
        // Stripe's own address is the connector's default.
        assertThat(posted.remove("stripe.api.url")).isEqualTo("https://api.stripe.com");
        posted.put("stripe.account", "${env:STRIPE_ACCOUNT}");

        assertThat(file.path("name").asText()).isEqualTo(StripePoller.CONNECTOR);
        assertThat(new ObjectMapper().convertValue(file.path("config"), new TypeReference<Map<String, String>>() {}))
                .isEqualTo(posted);
    }
}
