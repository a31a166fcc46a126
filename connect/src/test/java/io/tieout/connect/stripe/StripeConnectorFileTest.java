package io.tieout.connect.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.connect.RawTopics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.connect.runtime.SourceConnectorConfig;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.junit.jupiter.api.Test;

/** The connector file for a Connect cluster names only what there is. */
class StripeConnectorFileTest {

    private static final String PRODUCER = "producer.override.";

    private final Map<String, String> config = read();

    @Test
    void namesOnlyKnownSettings() {
        var known = new HashSet<>(StripePollerConfig.definition().names());
        known.addAll(SourceConnectorConfig.configDef().names());
        assertThat(config.keySet())
                .filteredOn(name -> !name.startsWith(PRODUCER))
                .allMatch(known::contains, "a setting of the connector or of Connect");
        assertThat(config.keySet())
                .filteredOn(name -> name.startsWith(PRODUCER))
                .hasSize(4)
                .allMatch(name -> ProducerConfig.configNames().contains(name.substring(PRODUCER.length())));
    }

    @Test
    void namesTheTopicAndTheClassesThatThereAre() throws Exception {
        assertThat(config).containsEntry("topic", RawTopics.STRIPE_EVENT);
        assertThat(Class.forName(config.get("connector.class"))).isEqualTo(StripeEventSourceConnector.class);
        assertThat(Converter.class).isAssignableFrom(Class.forName(config.get("key.converter")));
        assertThat(Converter.class).isAssignableFrom(Class.forName(config.get("value.converter")));
        assertThat(HeaderConverter.class).isAssignableFrom(Class.forName(config.get("header.converter")));
    }

    @Test
    void isTakenOnceTheWorkerHasFilledInWhatIsSecret() {
        var filled = new HashMap<>(config);
        filled.replaceAll((name, value) -> value.startsWith("${env:STRIPE_ACCOUNT}") ? "acct_1" : value);
        filled.replaceAll((name, value) -> value.startsWith("${env:STRIPE_API_KEY}") ? "rk_live_abc" : value);
        assertThat(filled.values()).noneMatch(value -> value.contains("${"));
        assertThat(new StripePollerConfig(filled).account()).isEqualTo("acct_1");
        Map<String, Object> producer =
                new HashMap<>(new AbstractConfig(ProducerConfig.configDef(), producer(filled)).values());
        assertThat(producer).containsEntry("acks", "all").containsEntry("max.in.flight.requests.per.connection", 1);
    }

    private static Map<String, String> producer(Map<String, String> config) {
        var producer = new HashMap<>(Map.of(
                "bootstrap.servers",
                "127.0.0.1:9092",
                "key.serializer",
                "java.lang.String",
                "value.serializer",
                "java.lang.String"));
        config.forEach((name, value) -> {
            if (name.startsWith(PRODUCER)) {
                producer.put(name.substring(PRODUCER.length()), value);
            }
        });
        return producer;
    }

    private static Map<String, String> read() {
        try {
            var file = new ObjectMapper()
                    .readTree(Path.of("config/sources/stripe.json").toFile());
            return new ObjectMapper().convertValue(file.get("config"), new TypeReference<>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
