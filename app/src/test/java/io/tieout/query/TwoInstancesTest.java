package io.tieout.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.config.GivenSetting;
import io.tieout.config.Settings;
import io.tieout.local.LocalOptions;
import io.tieout.local.LocalStack;
import io.tieout.local.Part;
import io.tieout.parts.Contracts;
import io.tieout.v1.MatchStatus;
import io.tieout.views.SchemasInMemory;
import io.tieout.views.Told;
import io.tieout.views.ViewsApplication;
import io.tieout.wire.Contract;
import io.tieout.wire.ContractSerdes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances on one broker: whichever is asked answers the same; with one gone, the whole or 503. */
class TwoInstancesTest {

    private static final int EXCEPTIONS = 40;

    private final Function<Contract, Serde<SpecificRecord>> contracts = ContractSerdes.ours(new SchemasInMemory());

    /** One process's worth of views. */
    private record Instance(QueryServer server, ViewsApplication views) implements AutoCloseable {
        @Override
        public void close() {
            server.close();
            views.close();
        }
    }

    @Test
    void anyInstanceAnswersForAllOfThemOrAsksToComeBack(@TempDir Path directory) throws Exception {
        var options = LocalOptions.throwAway(directory)
                .without(Part.POSTGRES)
                .without(Part.REGISTRY)
                .without(Part.CONNECT);
        try (var stack = LocalStack.start(options)) {
            makeTopics(settings(stack, directory, "1"));
            publish(stack);
            try (var first = start(settings(stack, directory, "1"))) {
                var second = start(settings(stack, directory, "2"));
                try {
                    await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
                        isWhole(first);
                        isWhole(second);
                        assertThat(second.views.holders("cases")).hasSize(2);
                        eachHasKeptACopy(first, second);
                    });
                } finally {
                    second.close();
                }
                // A static member keeps its parts for a while: meanwhile copies answer, and say that they are copies.
                int ofCopies = 0;
                for (int i = 0; i < EXCEPTIONS; i++) {
                    var answer = get(first, "/cases/card/pi_" + i);
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                    assertThat(json(answer).path("matches")).hasSize(1);
                    boolean copy = json(answer).at("/answered_by/0/copy").asBoolean();
                    assertThat(json(answer).path("stale").asBoolean()).isEqualTo(copy);
                    ofCopies += copy ? 1 : 0;
                }
                assertThat(ofCopies).isBetween(1, EXCEPTIONS - 1);
                assertThat(get(first, "/cases/card/nobody").statusCode()).isIn(404, 503);
                // From now on: right, or 503 until the rest is taken over.
                await().atMost(Duration.ofSeconds(90)).until(() -> {
                    var answer = get(first, "/exceptions?limit=500");
                    assertThat(answer.statusCode()).isIn(200, 503);
                    if (answer.statusCode() == 503) {
                        return false;
                    }
                    assertThat(json(answer).path("items")).hasSize(EXCEPTIONS);
                    return get(first, "/trace/pi_0").statusCode() == 200;
                });
                isWhole(first);
            }
        }
    }

    private static void eachHasKeptACopy(Instance first, Instance second) {
        for (int partition = 0; partition < 2; partition++) {
            boolean ofFirst =
                    first.views.holders("cases").get(first.views.self()).contains(partition);
            assertThat((ofFirst ? second : first)
                            .views
                            .progressOfCopy("cases", partition)
                            .lag())
                    .isZero();
        }
        for (int i = 0; i < EXCEPTIONS; i++) {
            assertThat(first.views.owner("cases", "card|pi_" + i).copies()).hasSize(1);
        }
    }

    private static void isWhole(Instance asked) throws Exception {
        var list = get(asked, "/exceptions?limit=500");
        assertThat(list.statusCode()).as(list.body()).isEqualTo(200);
        assertThat(json(list).path("items")).hasSize(EXCEPTIONS);
        assertThat(json(list).path("stale").asBoolean()).isFalse();
        for (int i = 0; i < 10; i++) {
            var trace = get(asked, "/trace/pi_" + i);
            assertThat(trace.statusCode()).as(trace.body()).isEqualTo(200);
            assertThat(json(trace).path("steps").findValuesAsText("kind")).contains("entry", "match", "exception");
        }
    }

    private Instance start(Settings settings) {
        var server = QueryServer.start(new QueryOptions("127.0.0.1", 0, Optional.empty(), null));
        var views = ViewsApplication.start(settings, contracts, server.address());
        server.answerFrom(views, () -> Told.MORNING);
        return new Instance(server, views);
    }

    private static Settings settings(LocalStack stack, Path directory, String instance) {
        return Settings.of(List.of(
                new GivenSetting("kafka.bootstrap.servers", stack.bootstrapServers(), "test"),
                new GivenSetting("application.instance.id", instance, "test"),
                new GivenSetting("matching.partitions", "2", "test"),
                new GivenSetting("application.standby.replicas", "1", "test"),
                new GivenSetting(
                        "data.dir", directory.resolve("data-" + instance).toString(), "test"),
                new GivenSetting("kafka.main.consumer.session.timeout.ms", "6000", "test"),
                new GivenSetting("kafka.main.consumer.heartbeat.interval.ms", "1000", "test")));
    }

    private static void makeTopics(Settings settings) throws Exception {
        try (var admin = Admin.create(settings.adminProperties())) {
            admin.createTopics(Contracts.topics(settings)).all().get();
        }
    }

    private void publish(LocalStack stack) throws Exception {
        try (var producer = new KafkaProducer<String, byte[]>(
                Map.of("bootstrap.servers", stack.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < EXCEPTIONS; i++) {
                var entry = Told.entry("odoo", "payment_transaction", String.valueOf(i), "pi_" + i);
                send(producer, Contract.ENTRY, entry.getEntryId(), entry);
                var open = Told.exception("card", "pi_" + i, i);
                send(producer, Contract.EXCEPTION, open.getExceptionId(), open);
                var match = Told.match("card", "pi_" + i, 1, MatchStatus.MATCHED, entry.getEntryId());
                send(producer, Contract.MATCH, match.getMatchId(), match);
            }
        }
    }

    private void send(KafkaProducer<String, byte[]> producer, Contract contract, String key, SpecificRecord record)
            throws Exception {
        byte[] value = contracts.apply(contract).serializer().serialize(contract.topic(), record);
        producer.send(new ProducerRecord<>(contract.topic(), key, value)).get();
    }

    private static HttpResponse<String> get(Instance asked, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(asked.server.url() + path))
                                .build(),
                        BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return new ObjectMapper().readTree(answer.body());
    }
}
