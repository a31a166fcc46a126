package io.tieout.connect.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.connect.poll.Cursor;
import io.tieout.connect.poll.SliceReader;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StripePollerConfigTest {

    private static final Map<String, String> LEAST =
            Map.of("stripe.account", "acct_1", "stripe.api.key", "rk_live_abc");

    @Test
    void needsOnlyAccountAndKey() {
        var config = new StripePollerConfig(LEAST);
        assertThat(config.apiUrl()).hasToString("https://api.stripe.com");
        assertThat(config.topic()).isEqualTo("stripe.event");
        assertThat(config.interval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.reading())
                .isEqualTo(new SliceReader.Settings(
                        "acct_1", null, Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ofDays(1), 20));
    }

    @Test
    void neverShowsTheKey() {
        var config = new StripePollerConfig(LEAST);
        assertThat(config.values().toString() + config.getPassword("stripe.api.key"))
                .doesNotContain("rk_live_abc");
        assertThatThrownBy(() -> with("stripe.api.key", "rk_live abc"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("stripe.api.key")
                .message()
                .doesNotContain("rk_live");
    }

    @Test
    void takesAKeyWithTheLineBreakOfItsFile() {
        assertThat(with("stripe.api.key", "rk_live_abc\n").apiKey()).isEqualTo("rk_live_abc");
    }

    @ParameterizedTest
    @CsvSource({
        "stripe.account, acct 1",
        "stripe.account, ''",
        "stripe.api.key, ''",
        "stripe.api.key, ${env:STRIPE_API_KEY}",
        "stripe.api.url, http://api.stripe.com",
        "stripe.api.url, ftp://api.stripe.com",
        "stripe.api.url, https:// x",
        "stripe.poll.interval, 10",
        "stripe.poll.interval, 0s",
        "stripe.poll.settle, -1s",
        "stripe.poll.slice, 500ms",
        "stripe.poll.from, yesterday",
        "stripe.poll.pages, 0",
    })
    void refusesWhatCannotWork(String name, String value) {
        assertThatThrownBy(() -> with(name, value))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(name);
    }

    @Test
    void readsADateAsTheBeginningOfItsDayInUtc() {
        assertThat(with("stripe.poll.from", "2026-01-31").reading().startFrom())
                .isEqualTo(Instant.parse("2026-01-31T00:00:00Z"));
        assertThat(with("stripe.poll.from", "2026-01-31T10:00:00Z").reading().startFrom())
                .isEqualTo(Instant.parse("2026-01-31T10:00:00Z"));
    }

    @Test
    void documentsEverySetting() {
        assertThat(StripePollerConfig.definition().configKeys().values())
                .allSatisfy(key -> assertThat(key.documentation).endsWith("."));
    }

    @Test
    void isFoundByAWorkerThatLoadsServices() {
        assertThat(ServiceLoader.load(SourceConnector.class).stream().map(ServiceLoader.Provider::type))
                .contains(StripeEventSourceConnector.class);
    }

    @Test
    void hasOneTaskHoweverManyAreAllowed() {
        var connector = new StripeEventSourceConnector();
        connector.start(LEAST);
        assertThat(connector.taskConfigs(8)).containsExactly(LEAST);
    }

    @Test
    void letsAnOperatorSetACursorButNotNonsense() {
        var connector = new StripeEventSourceConnector();
        var cursor = new Cursor(Instant.EPOCH, Instant.EPOCH.plusSeconds(1)).offset();
        assertThat(connector.alterOffsets(LEAST, Map.of(Map.of("account", "acct_1"), cursor)))
                .isTrue();
        for (var wrong : List.<Map<Map<String, ?>, Map<String, ?>>>of(
                Map.of(Map.of("account", "acct_2"), cursor), Map.of(Map.of("account", "acct_1"), Map.of("from", 1)))) {
            assertThatThrownBy(() -> connector.alterOffsets(LEAST, wrong)).isInstanceOf(ConnectException.class);
        }
    }

    private static StripePollerConfig with(String name, String value) {
        var settings = new HashMap<>(LEAST);
        settings.put(name, value);
        return new StripePollerConfig(settings);
    }
}
