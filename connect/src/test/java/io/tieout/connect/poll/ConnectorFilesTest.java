package io.tieout.connect.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.connect.RawTopics;
import io.tieout.connect.paypal.PayPalTransactionSourceConnector;
import io.tieout.connect.shopify.ShopifyBalanceSourceConnector;
import io.tieout.connect.stripe.StripeEventSourceConnector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.connect.runtime.SourceConnectorConfig;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The connector files of pollers for a Connect cluster name only what there is. */
class ConnectorFilesTest {

    private static final String PRODUCER = "producer.override.";

    @ParameterizedTest
    @MethodSource("files")
    void namesOnlyKnownSettings(PollConnector connector, String file, String topic) {
        var config = read(file);
        var known = new HashSet<>(connector.config().names());
        known.addAll(SourceConnectorConfig.configDef().names());
        assertThat(config.keySet())
                .filteredOn(name -> !name.startsWith(PRODUCER))
                .allMatch(known::contains, "a setting of the connector or of Connect");
        assertThat(config.keySet())
                .filteredOn(name -> name.startsWith(PRODUCER))
                .hasSize(4)
                .allMatch(name -> ProducerConfig.configNames().contains(name.substring(PRODUCER.length())));
    }

    @ParameterizedTest
    @MethodSource("files")
    void namesTheTopicAndTheClassesThatThereAre(PollConnector connector, String file, String topic) throws Exception {
        var config = read(file);
        assertThat(config).containsEntry("topic", topic);
        assertThat(Class.forName(config.get("connector.class"))).isEqualTo(connector.getClass());
        assertThat(Converter.class).isAssignableFrom(Class.forName(config.get("key.converter")));
        assertThat(Converter.class).isAssignableFrom(Class.forName(config.get("value.converter")));
        assertThat(HeaderConverter.class).isAssignableFrom(Class.forName(config.get("header.converter")));
    }

    @ParameterizedTest
    @MethodSource("files")
    void isTakenOnceTheWorkerHasFilledInWhatIsSecret(PollConnector connector, String file, String topic) {
        var filled = new HashMap<>(read(file));
        assertThat(filled.values())
                .filteredOn(value -> value.contains("${env:"))
                .isNotEmpty();
        filled.replaceAll((name, value) -> value.startsWith("${env:") ? "filled_in" : value);
        assertThat(filled.values()).noneMatch(value -> value.contains("${"));
        assertThat(connector.config(filled).account()).isEqualTo("filled_in");
        Map<String, Object> producer =
                new HashMap<>(new AbstractConfig(ProducerConfig.configDef(), producer(filled)).values());
        assertThat(producer).containsEntry("acks", "all").containsEntry("max.in.flight.requests.per.connection", 1);
    }

    static Stream<Arguments> files() {
        return Stream.of(
                arguments(new StripeEventSourceConnector(), "stripe", RawTopics.STRIPE_EVENT),
                arguments(new PayPalTransactionSourceConnector(), "paypal", RawTopics.PAYPAL_EVENT),
                arguments(new ShopifyBalanceSourceConnector(), "shopify", RawTopics.SHOPIFY_BALANCE));
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

    private static Map<String, String> read(String name) {
        try {
            var file = new ObjectMapper()
                    .readTree(Path.of("config/sources/" + name + ".json").toFile());
            return new ObjectMapper().convertValue(file.get("config"), new TypeReference<>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
