package io.tieout.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.tieout.capture.Servers;
import io.tieout.config.Settings;
import io.tieout.connect.RawTopics;
import io.tieout.connect.WholeTopic;
import io.tieout.connect.stripe.standin.StripeEventJson;
import io.tieout.parts.ApplicationPart;
import io.tieout.parts.Contracts;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The application while the registry is away for longer than a new schema waits. */
class RegistryOutageTest {

    private static final Instant CHARGED = Instant.parse("2026-03-02T09:00:00Z");

    @Test
    void whatNeedsANewSchemaWaitsAndGoesOnWhenTheRegistryIsBack(@TempDir Path directory) throws Exception {
        var said = new Said();
        try (var servers = new Servers(directory.resolve("servers"));
                var registry = new RegistryServer(directory)) {
            var settings = Settings.defaults()
                    .with(
                            Map.of(
                                    "kafka.bootstrap.servers",
                                    servers.bootstrap,
                                    "schema.registry.url",
                                    registry.url(),
                                    "schema.registry.wait",
                                    "1s",
                                    "kafka.session.timeout.ms",
                                    "6000",
                                    "stripe.account",
                                    "acct_1",
                                    "topics.replication.factor",
                                    "1",
                                    "data.dir",
                                    directory.resolve("data").toString()),
                            "test");
            Contracts.establish(settings);
            var failures = new CopyOnWriteArrayList<RuntimeException>();
            try (var application = ApplicationPart.start(settings, Clock.systemUTC())) {
                application.onFailure(failures::add);
                registry.stop();
                said.listen();
                send(settings, "evt_1");
                // The second time shows that the first was followed by what it promised.
                patiently().until(() -> said.count("Another thread does the work since the last commit again") >= 2);
                assertThat(said.count("giving up in 0 s")).isPositive();
                registry.start();

                patiently()
                        .untilAsserted(
                                () -> assertThat(entries(settings)).containsExactly("stripe/acct_1/charge/ch_1"));
                assertThat(failures).isEmpty();
            }
        } finally {
            said.stop();
        }
    }

    /** The thread that gave up ends by its exception, which is as it must be. */
    private static ConditionFactory patiently() {
        return await().dontCatchUncaughtExceptions().atMost(Duration.ofMinutes(2));
    }

    private static void send(Settings settings, String event) throws Exception {
        var json = StripeEventJson.live(StripeEventJson.Shape.LATEST_CHARGE)
                .chargeSucceeded(
                        event, CHARGED, new StripeEventJson.Payment("pi_1", "ch_1", 4500, "eur", "S1", CHARGED));
        try (var producer =
                new KafkaProducer<>(settings.producerProperties(), new StringSerializer(), new StringSerializer())) {
            var record = new ProducerRecord<>(RawTopics.STRIPE_EVENT, "acct_1", json);
            record.headers().add(RawTopics.HEADER_KIND, RawTopics.KIND_EVENT.getBytes(UTF_8));
            producer.send(record).get();
        }
    }

    private static List<String> entries(Settings settings) {
        var properties = new HashMap<>(settings.consumerProperties());
        properties.put("isolation.level", "read_committed");
        var keys = new ArrayList<String>();
        try (var consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
            WholeTopic.read(consumer, "recon.entry.v1", Duration.ofSeconds(20), record -> keys.add(record.key()));
        }
        return keys;
    }

    /** What the log says. */
    private static final class Said extends AppenderBase<ILoggingEvent> {

        private final List<String> lines = new CopyOnWriteArrayList<>();

        void listen() {
            start();
            ((Logger) LoggerFactory.getLogger("io.tieout")).addAppender(this);
        }

        long count(String text) {
            return lines.stream().filter(line -> line.contains(text)).count();
        }

        @Override
        public void stop() {
            ((Logger) LoggerFactory.getLogger("io.tieout")).detachAppender(this);
        }

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
        }
    }
}
