package io.tieout.topology;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.config.GivenSetting;
import io.tieout.config.Settings;
import io.tieout.policy.PolicyFiles;
import java.time.Clock;
import java.util.List;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class ApplicationTest {

    @Test
    void takesTheSerdeThatTheSettingsName() {
        Settings settings = Settings.of(List.of(
                new GivenSetting("kafka.bootstrap.servers", "127.0.0.1:1", "test"),
                new GivenSetting("schema.registry.url", "http://127.0.0.1:1", "test"),
                new GivenSetting("value.serde.class", "com.example.TheirSerde", "test")));

        assertThatThrownBy(() -> Application.start(settings, PolicyFiles.builtIn(), List.of(), Clock.systemUTC()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("value.serde.class", "com.example.TheirSerde", "put the jar that holds it");
    }
}
