package io.tieout.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.connect.RawTopics;
import io.tieout.connect.stripe.standin.StripeEventJson;
import io.tieout.connect.stripe.standin.StripeStandIn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.connect.cli.ConnectDistributed;
import org.apache.kafka.connect.runtime.Connect;
import org.apache.kafka.connect.runtime.distributed.DistributedHerder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The connectors as they are deployed: the connector file, on a distributed worker, into a real topic. */
class SourcesOnAWorkerTest {

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final int EVENTS = 1_000;

    @TempDir
    static Path directory;

    private static ScratchBroker broker;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = ScratchBroker.start(directory.resolve("broker"));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @ParameterizedTest(name = "exactly-once sources {0}")
    @ValueSource(strings = {"disabled", "enabled"})
    void writesEventsAndThenTheirCoverageAndGoesOnAfterARestart(String exactlyOnce) throws Exception {
        var topic = "stripe.event." + exactlyOnce;
        broker.createTopic(topic, 3, Map.of());
        var now = new Instant[] {START.plusSeconds(EVENTS + 30)};
        try (var stripe = new StripeStandIn(() -> now[0])) {
            var planted = new HashMap<String, String>();
            for (int i = 0; i < EVENTS; i++) {
                plant(stripe, planted, i);
            }
            var worker = startWorker(exactlyOnce);
            try {
                configure(worker, connectorFile(stripe, topic));
                var records = broker.read(topic, all -> coveredTo(all).equals(START.plusSeconds(EVENTS)));
                checkOneOrderedLog(records, planted);
            } finally {
                stop(worker);
            }
            for (int i = EVENTS; i < EVENTS + 10; i++) {
                plant(stripe, planted, i);
            }
            now[0] = now[0].plusSeconds(10);
            var again = startWorker(exactlyOnce);
            try {
                var records = broker.read(topic, all -> coveredTo(all).equals(START.plusSeconds(EVENTS + 10)));
                checkOneOrderedLog(records, planted);
                // The overlap of 300 s comes once more, and not the rest.
                assertThat(records.stream().filter(record -> isKind(record, RawTopics.KIND_EVENT)))
                        .hasSizeBetween(EVENTS + 10, EVENTS + 10 + 310);
            } finally {
                stop(again);
            }
        }
    }

    @Test
    void takesStatementFilesOnceOverRestarts() throws Exception {
        broker.createTopic(RawTopics.BANK_STATEMENT, 3, Map.of());
        var folder = Files.createDirectories(directory.resolve("statements"));
        var large = statement(":61:2603020302C0,00NTRFNONREF\n".repeat(30_000));
        Files.writeString(folder.resolve("first.sta"), large);
        Files.writeString(folder.resolve("bad.sta"), statement(":61:nothing\n"));
        var worker = startWorker("enabled");
        try {
            configure(worker, folderFile(folder));
            var records = broker.read(RawTopics.BANK_STATEMENT, all -> all.size() >= 2);
            var together = new ByteArrayOutputStream();
            records.forEach(record -> together.writeBytes(record.value()));
            assertThat(together.toString(UTF_8).equals(large)).isTrue();
            await().until(() -> Files.exists(folder.resolve("done/first.sta"))
                    && Files.exists(folder.resolve("quarantine/bad.sta.reason.txt")));
        } finally {
            stop(worker);
        }
        Files.writeString(folder.resolve("again.sta"), large);
        Files.writeString(folder.resolve("second.sta"), statement(""));
        var again = startWorker("enabled");
        try {
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> Files.exists(folder.resolve("done/second.sta"))
                            && Files.exists(folder.resolve("duplicates/again.sta")));
            var records = broker.read(RawTopics.BANK_STATEMENT, all -> all.size() >= 3);
            assertThat(records)
                    .hasSize(3)
                    .allSatisfy(record -> assertThat(record.key()).isEqualTo("11111111".getBytes(UTF_8)));
        } finally {
            stop(again);
        }
    }

    private static String statement(String lines) {
        return ":20:S\n:25:11111111\n:28C:1/1\n:60F:C260301EUR1,00\n" + lines + ":62F:C260302EUR1,00\n-\n";
    }

    private static Map<String, String> folderFile(Path folder) throws IOException {
        var file = new ObjectMapper()
                .readTree(Path.of("../connect/config/sources/bank.json").toFile());
        Map<String, String> config =
                new HashMap<>(new ObjectMapper().convertValue(file.get("config"), new TypeReference<>() {}));
        config.put("name", "bank");
        config.put("bank.folder", folder.toString());
        config.put("bank.folder.settle", "100ms");
        config.put("bank.folder.interval", "100ms");
        return config;
    }

    private static void checkOneOrderedLog(List<ConsumerRecord<byte[], byte[]>> records, Map<String, String> planted) {
        assertThat(records)
                .allSatisfy(record -> {
                    assertThat(record.key()).isEqualTo("acct_1".getBytes(UTF_8));
                    assertThat(record.headers()).hasSize(2);
                    assertThat(record.headers().lastHeader(RawTopics.HEADER_VIA).value())
                            .isEqualTo("poll".getBytes(UTF_8));
                })
                .extracting(ConsumerRecord::partition)
                .containsOnly(records.get(0).partition());
        var seen = new ArrayList<String>();
        for (var record : records) {
            if (isKind(record, RawTopics.KIND_COVERAGE)) {
                var to = coveredTo(List.of(record));
                assertThat(seen)
                        .as("all before %s", to)
                        .containsAll(planted.keySet().stream()
                                .filter(id -> createdOf(id).isBefore(to))
                                .toList());
            } else {
                var text = new String(record.value(), UTF_8);
                assertThat(planted).containsValue(text);
                seen.add(text.substring(text.indexOf("evt_"), text.indexOf('"', text.indexOf("evt_"))));
            }
        }
        assertThat(seen).containsAll(planted.keySet());
    }

    private static void plant(StripeStandIn stripe, Map<String, String> planted, int second) {
        var at = START.plusSeconds(second);
        var json = StripeEventJson.live(StripeEventJson.Shape.LATEST_CHARGE)
                .chargeSucceeded(
                        "evt_" + second,
                        at,
                        new StripeEventJson.Payment("pi_" + second, "ch_" + second, 100, "eur", "S" + second, at));
        planted.put("evt_" + second, json);
        stripe.add(json, at);
    }

    private static Instant createdOf(String id) {
        return START.plusSeconds(Long.parseLong(id.substring("evt_".length())));
    }

    private static boolean isKind(ConsumerRecord<byte[], byte[]> record, String kind) {
        return kind.equals(
                new String(record.headers().lastHeader(RawTopics.HEADER_KIND).value(), UTF_8));
    }

    private static Instant coveredTo(Collection<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream()
                .filter(record -> isKind(record, RawTopics.KIND_COVERAGE))
                .map(SourcesOnAWorkerTest::to)
                .reduce(Instant.EPOCH, (one, other) -> one.isAfter(other) ? one : other);
    }

    private static Instant to(ConsumerRecord<byte[], byte[]> coverage) {
        try {
            return Instant.ofEpochMilli(
                    new ObjectMapper().readTree(coverage.value()).get("to").asLong());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file that the product ships, with what a user fills in. */
    private static Map<String, String> connectorFile(StripeStandIn stripe, String topic) throws IOException {
        Files.createDirectories(directory.resolve("secrets"));
        Files.writeString(directory.resolve("secrets").resolve("stripe.api.key"), stripe.apiKey() + "\n");
        var file = new ObjectMapper()
                .readTree(Path.of("../connect/config/sources/stripe.json").toFile());
        Map<String, String> config =
                new HashMap<>(new ObjectMapper().convertValue(file.get("config"), new TypeReference<>() {}));
        config.put("name", "stripe-" + topic);
        config.put("stripe.account", "acct_1");
        config.put("stripe.api.key", "${directory:" + directory.resolve("secrets") + ":stripe.api.key}");
        config.put("stripe.api.url", stripe.url());
        config.put("stripe.poll.from", START.toString());
        config.put("stripe.poll.interval", "100ms");
        config.put("stripe.poll.pages", "3");
        config.put("topic", topic);
        return config;
    }

    private static void configure(Connect<DistributedHerder> worker, Map<String, String> config) throws Exception {
        var done = new CompletableFuture<Void>();
        worker.herder().putConnectorConfig(config.get("name"), config, false, (failure, created) -> {
            if (failure == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(failure);
            }
        });
        done.get(60, TimeUnit.SECONDS);
    }

    private static Connect<DistributedHerder> startWorker(String exactlyOnce) {
        var settings = new HashMap<String, String>();
        settings.put("bootstrap.servers", broker.bootstrap());
        settings.put("group.id", "workers-" + exactlyOnce);
        settings.put("listeners", "http://127.0.0.1:0");
        for (var store : List.of("config", "offset", "status")) {
            settings.put(store + ".storage.topic", exactlyOnce + "-" + store);
            settings.put(store + ".storage.replication.factor", "1");
        }
        settings.put("offset.storage.partitions", "1");
        settings.put("status.storage.partitions", "1");
        settings.put("key.converter", "org.apache.kafka.connect.json.JsonConverter");
        settings.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
        settings.put("plugin.discovery", "service_load");
        settings.put("exactly.once.source.support", exactlyOnce);
        settings.put("config.providers", "directory");
        settings.put(
                "config.providers.directory.class", "org.apache.kafka.common.config.provider.DirectoryConfigProvider");
        settings.put("scheduled.rebalance.max.delay.ms", "0");
        settings.put("offset.flush.interval.ms", "200");
        return new ConnectDistributed().startConnect(settings);
    }

    private static void stop(Connect<DistributedHerder> worker) {
        worker.stop();
        worker.awaitStop();
    }
}
