package io.tieout.connect.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;

final class RegistryConfigTest {

    @Test
    void readsUrlsWaitsAndUser() {
        var config = RegistryConfig.of(Map.of(
                "schema.registry.url", " http://a:8081/ ,https://b/apis/ccompat/v7",
                "schema.registry.wait", "5m",
                "schema.registry.request.timeout", "1500ms",
                "schema.registry.basic.auth.user.info", new Password("me:secret"),
                "bootstrap.servers", "k:9092"));

        assertThat(config)
                .isEqualTo(new RegistryConfig(
                        List.of(URI.create("http://a:8081"), URI.create("https://b/apis/ccompat/v7")),
                        new RegistryConfig.Credentials("me", "secret"),
                        Duration.ofMinutes(5),
                        Duration.ofMillis(1500)));
    }

    @Test
    void waitsAMinuteUnlessToldOtherwise() {
        assertThat(RegistryConfig.at("http://a").patience()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void takesAUrlListAsConnectHandsItOver() {
        assertThat(RegistryConfig.of(Map.of("schema.registry.url", List.of("http://a", "http://b")))
                        .urls())
                .containsExactly(URI.create("http://a"), URI.create("http://b"));
    }

    @Test
    void saysWhatToSetWhenTheUrlIsMissing() {
        assertThatThrownBy(() -> RegistryConfig.of(Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("schema.registry.url is missing", "/apis/ccompat/v7");
    }

    @Test
    void refusesAPasswordInAUrlWithoutRepeatingIt() {
        assertThatThrownBy(() -> RegistryConfig.at("http://me:secret@host:8081"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("schema.registry.basic.auth.user.info")
                .hasMessageNotContaining("secret");
    }

    @Test
    void refusesWhatIsNoHttpUrl() {
        assertThatThrownBy(() -> RegistryConfig.at("localhost:8081")).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> RegistryConfig.at("ftp://host")).isInstanceOf(ConfigException.class);
    }

    @Test
    void refusesADurationWithoutAUnit() {
        assertThatThrownBy(() ->
                        RegistryConfig.of(Map.of("schema.registry.url", "http://a", "schema.registry.wait", "60")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("schema.registry.wait", "60s");
    }

    @Test
    void hidesThePassword() {
        var config = RegistryConfig.of(
                Map.of("schema.registry.url", "http://a", "schema.registry.basic.auth.user.info", "me:secret"));

        assertThat(config.toString()).contains("me").doesNotContain("secret");
    }
}
