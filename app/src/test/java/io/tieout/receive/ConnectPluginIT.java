package io.tieout.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.connect.RawTopics;
import io.tieout.connect.stripe.standin.StripeStandIn;
import io.tieout.doctor.ConnectCheck;
import io.tieout.doctor.Finding;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The poller on a cluster elsewhere, as topology-docs/deploying.md says: a worker in a process of its own that knows
 * nothing of ours but the folder in its plugin.path, and the connector file posted to it.
 */
class ConnectPluginIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path DIST = Path.of("target", "dist").toAbsolutePath();
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Test
    void aWorkerTakesTheFolderAndTheFile(@TempDir Path directory) throws Exception {
        try (var broker = ScratchBroker.start(directory.resolve("broker"));
                var stripe = new StripeStandIn(() -> NOW)) {
            broker.createTopic(RawTopics.STRIPE_EVENT, 1, Map.of());
            int port = freePort();
            var url = "http://127.0.0.1:" + port;
            var log = directory.resolve("worker.log");
            var worker = worker(directory, broker.bootstrap(), port, stripe.apiKey(), log);
            try {
                await().atMost(Duration.ofMinutes(2)).until(() -> answers(worker, url + "/connectors", log));
                var posted = HTTP.send(
                        HttpRequest.newBuilder(URI.create(url + "/connectors"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(file(stripe)))
                                .build(),
                        BodyHandlers.ofString());
                assertThat(posted.statusCode()).as(posted.body()).isEqualTo(201);

                assertThat(broker.read(RawTopics.STRIPE_EVENT, records -> !records.isEmpty()))
                        .as("the poller's coverage")
                        .isNotEmpty()
                        .allSatisfy(record -> assertThat(record.key()).isEqualTo("acct_1".getBytes(UTF_8)));
                assertThat(new ConnectCheck(url, Optional.of("acct_1")).look())
                        .extracting(Finding::what)
                        .contains("Connector tieout-stripe runs.", "Task 0 of tieout-stripe runs.");
            } finally {
                worker.destroy();
                if (!worker.waitFor(30, TimeUnit.SECONDS)) {
                    worker.destroyForcibly();
                }
            }
        }
    }

    /** The file that the product ships; only the stand-in's address is added. */
    private static String file(StripeStandIn stripe) throws IOException {
        JsonNode file =
                JSON.readTree(Path.of("../connect/config/sources/stripe.json").toFile());
        ((ObjectNode) file.path("config")).put("stripe.api.url", stripe.url());
        return file.toString();
    }

    private static Process worker(Path directory, String bootstrap, int port, String key, Path log) throws IOException {
        var properties = Files.writeString(
                directory.resolve("worker.properties"), """
                bootstrap.servers=%s
                group.id=elsewhere
                listeners=http://127.0.0.1:%d
                config.storage.topic=elsewhere-configs
                offset.storage.topic=elsewhere-offsets
                status.storage.topic=elsewhere-status
                config.storage.replication.factor=1
                offset.storage.replication.factor=1
                offset.storage.partitions=1
                status.storage.replication.factor=1
                status.storage.partitions=1
                key.converter=org.apache.kafka.connect.json.JsonConverter
                value.converter=org.apache.kafka.connect.json.JsonConverter
                plugin.path=%s
                config.providers=env
                config.providers.env.class=org.apache.kafka.common.config.provider.EnvVarConfigProvider
                """.formatted(bootstrap, port, DIST.resolve("connect-plugin")));
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx384m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        workersOwn(),
                        "org.apache.kafka.connect.cli.ConnectDistributed",
                        properties.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        process.environment().put("STRIPE_ACCOUNT", "acct_1");
        process.environment().put("STRIPE_API_KEY", key);
        return process.start();
    }

    /** Of our libraries those that are Kafka's. */
    private static String workersOwn() throws IOException {
        try (var jars = Files.list(DIST.resolve("lib"))) {
            return jars.filter(jar -> List.of("tieout", "apicurio", "avro", "debezium").stream()
                            .noneMatch(ours -> jar.getFileName().toString().startsWith(ours)))
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    private static boolean answers(Process worker, String url, Path log) throws IOException, InterruptedException {
        assertThat(worker.isAlive()).as(() -> read(log)).isTrue();
        try {
            return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException unread) {
            return unread.toString();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
