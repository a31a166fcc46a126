package io.tieout.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.connect.RawTopics;
import io.tieout.connect.stripe.StripeEventSourceConnector;
import io.tieout.connect.stripe.standin.StripeStandIn;
import io.tieout.doctor.ConnectCheck;
import io.tieout.doctor.Finding;
import io.tieout.doctor.PolledAccount;
import io.tieout.local.WorkerElsewhere;
import java.io.File;
import java.io.IOException;
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
            try (var worker = WorkerElsewhere.start(
                    directory,
                    broker.bootstrap(),
                    workersOwn(),
                    List.of("plugin.path=" + DIST.resolve("connect-plugin")),
                    Map.of("STRIPE_ACCOUNT", "acct_1", "STRIPE_API_KEY", stripe.apiKey()))) {
                worker.awaitUp(Duration.ofMinutes(2));
                var url = worker.url();
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
                assertThat(new ConnectCheck(
                                        url,
                                        List.of(new PolledAccount(
                                                "Stripe",
                                                StripeEventSourceConnector.class,
                                                "acct_1",
                                                "stripe.account",
                                                "stripe.api.key",
                                                "connect/config/sources/stripe.json")))
                                .look())
                        .extracting(Finding::what)
                        .contains("Connector tieout-stripe runs.", "Task 0 of tieout-stripe runs.");
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

    /** Of our libraries those that are Kafka's. */
    private static String workersOwn() throws IOException {
        try (var jars = Files.list(DIST.resolve("lib"))) {
            return jars.filter(jar -> List.of("tieout", "apicurio", "avro", "debezium").stream()
                            .noneMatch(ours -> jar.getFileName().toString().startsWith(ours)))
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }
}
