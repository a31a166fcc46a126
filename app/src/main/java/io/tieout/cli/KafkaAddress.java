package io.tieout.cli;

import io.tieout.config.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Where Kafka is, for commands that look into it. */
final class KafkaAddress {

    /** A person waits: a broker that says nothing for so long is away. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String servers;
    private final Settings settings;

    private KafkaAddress(String servers, Settings settings) {
        this.servers = servers;
        this.settings = settings;
    }

    static KafkaAddress of(Settings settings) {
        return settings.kafkaBootstrapServers()
                .map(servers -> new KafkaAddress(servers, settings))
                .orElseThrow(() -> new UsageError("No Kafka is known: nothing runs on the data directory "
                        + settings.dataDir() + ", and kafka.bootstrap.servers is not set.\n"
                        + "Start one with `tieout up`, name the data directory of a running one (--set data.dir=DIR), "
                        + "or set kafka.bootstrap.servers."));
    }

    /** A consumer of committed records in no group: it leaves no trace. */
    Consumer<byte[], byte[]> consumer() {
        var properties = new HashMap<>(patient(settings.consumerProperties()));
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    Admin admin() {
        return Admin.create(patient(settings.adminProperties()));
    }

    /** Returns when a broker answers, and says clearly what to check when none does: clients alone would try for ever. */
    void mustAnswer() {
        try (var admin = admin()) {
            admin.describeCluster().clusterId().get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof TimeoutException
                    ? unreachable(failed)
                    : new KafkaException(failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw unreachable(interrupted);
        }
    }

    /** What to say when the brokers do not answer. */
    Unreachable unreachable(Throwable silence) {
        return new Unreachable(
                "Kafka does not answer at " + servers + ".\n"
                        + "Check that it runs, that kafka.bootstrap.servers is right, and that kafka.security.protocol is"
                        + " what the brokers expect.",
                silence);
    }

    private static Map<String, Object> patient(Map<String, Object> given) {
        var properties = new HashMap<>(given);
        int millis = Math.toIntExact(PATIENCE.toMillis());
        properties.putIfAbsent(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        properties.putIfAbsent(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, millis);
        return properties;
    }

    @Override
    public String toString() {
        return servers;
    }
}
