package io.tieout.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.config.Settings;
import io.tieout.config.SettingsDefinition;
import io.tieout.connect.registry.GeneratedRecords;
import io.tieout.connect.registry.ProcessSchemaIds;
import io.tieout.query.QueryOptions;
import io.tieout.query.QueryServer;
import io.tieout.v1.CaseStatus;
import io.tieout.v1.Category;
import io.tieout.v1.ExceptionStatus;
import io.tieout.v1.Money;
import io.tieout.v1.ReconciliationCase;
import io.tieout.v1.ReconciliationException;
import io.tieout.v1.Severity;
import io.tieout.views.Kind;
import io.tieout.views.ViewsApplication;
import io.tieout.wire.Contract;
import io.tieout.wire.ContractSerdes;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * How long questions take among many open exceptions, and whether ten times as many closed cases beside them change
 * that: they must not.
 */
final class QueryBench {

    private static final Instant FIRST = Instant.parse("2026-03-01T00:00:00Z");
    private static final String POLICY = "card-capture";
    private static final int CLOSED_TIMES = 10;
    private static final int RARE_EVERY = 2_500;
    private static final Duration CATCHES_UP_WITHIN = Duration.ofMinutes(20);

    private final Options options;
    private final InstantSource clock;
    private final PrintWriter progress;
    private final BenchReport report;
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();

    QueryBench(Options options, InstantSource clock, PrintWriter progress, BenchReport report) {
        this.options = options;
        this.clock = clock;
        this.progress = progress;
        this.report = report;
    }

    void run() throws InterruptedException {
        GeneratedRecords.trust();
        int open = options.quick() ? 5_000 : 100_000;
        Function<Contract, Serde<SpecificRecord>> contracts = ContractSerdes.ours(new ProcessSchemaIds());
        try (var broker = Broker.start()) {
            broker.create(Arrays.stream(Kind.values())
                    .map(kind -> new NewTopic(kind.contract().topic(), Broker.PARTITIONS, (short) 1))
                    .toList());
            publish(broker, contracts, open, QueryBench::openException, Contract.EXCEPTION);
            publish(broker, contracts, open, number -> caseOf(number, CaseStatus.EXCEPTED), Contract.CASE);
            var settings = Settings.defaults()
                    .with(
                            Map.of(
                                    SettingsDefinition.KAFKA_BOOTSTRAP_SERVERS,
                                    broker.bootstrapServers(),
                                    SettingsDefinition.MATCHING_PARTITIONS,
                                    String.valueOf(Broker.PARTITIONS),
                                    SettingsDefinition.DATA_DIR,
                                    broker.directory().resolve("views").toString()),
                            "the benchmark");
            try (var server = QueryServer.start(new QueryOptions("127.0.0.1", 0, Optional.empty(), null));
                    var views = ViewsApplication.start(settings, contracts, server.address())) {
                server.answerFrom(views, clock);
                measure(server, views, open, 0);
                publish(
                        broker,
                        contracts,
                        CLOSED_TIMES * open,
                        number -> caseOf(open + number, CaseStatus.MATCHED),
                        Contract.CASE);
                publish(
                        broker,
                        contracts,
                        CLOSED_TIMES * open,
                        number -> resolvedException(open + number),
                        Contract.EXCEPTION);
                measure(server, views, open, CLOSED_TIMES * open);
            }
        }
    }

    private void measure(QueryServer server, ViewsApplication views, int open, int closed) throws InterruptedException {
        awaitCaughtUp(views);
        var random = new Random(options.seed());
        int keys = options.quick() ? 200 : 2_000;
        int pages = options.quick() ? 20 : 200;
        measure(
                server,
                "a case by its key",
                open,
                closed,
                keys,
                1,
                () -> "/cases/" + POLICY + "/pi_" + random.nextInt(open));
        measure(server, "a trace of a reference", open, closed, keys, 1, () -> "/trace/pi_" + random.nextInt(open));
        measure(server, "a page of an owner", open, closed, pages, 50, () -> "/exceptions?owner=finance-operations");
        measure(
                server,
                "a page of two filters, few of many",
                open,
                closed,
                pages,
                Math.min(50, open / RARE_EVERY),
                () -> "/exceptions?owner=finance-operations&severity=CRITICAL");
    }

    private interface Asked {
        String path();
    }

    private void measure(QueryServer server, String question, int open, int closed, int times, int wanted, Asked asked)
            throws InterruptedException {
        ask(server, asked, times, wanted);
        var rounds = new ArrayList<List<Duration>>();
        for (int round = 0; round < options.rounds(); round++) {
            rounds.add(ask(server, asked, times, wanted));
        }
        var latency = new Latency(question, open, closed, rounds);
        report.add(latency);
        progress.printf(
                Locale.ROOT,
                "%s, %,d open and %,d closed: %.1f ms, 99 %% within %.1f ms%n",
                question,
                open,
                closed,
                latency.millis(0.5),
                latency.millis(0.99));
        progress.flush();
    }

    private List<Duration> ask(QueryServer server, Asked asked, int times, int wanted) throws InterruptedException {
        var took = new ArrayList<Duration>();
        for (int time = 0; time < times; time++) {
            var request = HttpRequest.newBuilder(URI.create(server.url() + asked.path()))
                    .build();
            long began = System.nanoTime();
            HttpResponse<byte[]> answer = send(request);
            took.add(Duration.ofNanos(System.nanoTime() - began));
            mustBeWhole(request, answer, wanted);
        }
        return took;
    }

    private HttpResponse<byte[]> send(HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, BodyHandlers.ofByteArray());
        } catch (IOException failed) {
            throw new BenchFailure(request.uri() + " is not answered: " + failed.getMessage());
        }
    }

    private void mustBeWhole(HttpRequest request, HttpResponse<byte[]> answer, int wanted) {
        try {
            JsonNode body = json.readTree(answer.body());
            int found = body.has("items")
                    ? body.path("items").size()
                    : Math.min(
                            1,
                            body.path("exceptions").size() + body.path("steps").size());
            if (answer.statusCode() != 200
                    || found != wanted
                    || body.path("stale").asBoolean()) {
                throw new BenchFailure(request.uri() + " is answered " + answer.statusCode() + " with " + found + " of "
                        + wanted + (body.path("stale").asBoolean() ? ", stale" : ""));
            }
        } catch (IOException torn) {
            throw new BenchFailure(request.uri() + " is answered by what is no JSON: " + torn.getMessage());
        }
    }

    private static void awaitCaughtUp(ViewsApplication views) throws InterruptedException {
        if (!views.awaitRunning(CATCHES_UP_WITHIN)) {
            throw new BenchFailure("The views do not start: " + views.state());
        }
        long patience = System.nanoTime() + CATCHES_UP_WITHIN.toNanos();
        // What was published a moment ago is seen by the next look, twice a second.
        LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
        while (views.progress().lag() != 0) {
            if (System.nanoTime() - patience > 0) {
                throw new BenchFailure("The views have not caught up within " + CATCHES_UP_WITHIN + ".");
            }
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }

    private static void publish(
            Broker broker,
            Function<Contract, Serde<SpecificRecord>> contracts,
            int count,
            IntFunction<SpecificRecord> record,
            Contract contract) {
        var values = contracts.apply(contract).serializer();
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        broker.bootstrapServers(),
                        ProducerConfig.LINGER_MS_CONFIG,
                        20,
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4"),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (int number = 0; number < count; number++) {
                SpecificRecord one = record.apply(number);
                var unused = producer.send(new ProducerRecord<>(
                        contract.topic(), "pi_" + number, values.serialize(contract.topic(), one)));
            }
        }
    }

    private static ReconciliationException openException(int number) {
        return exception(number, ExceptionStatus.OPEN);
    }

    private static ReconciliationException resolvedException(int number) {
        return exception(number, ExceptionStatus.RESOLVED);
    }

    private static ReconciliationException exception(int number, ExceptionStatus status) {
        String correlation = "pi_" + number;
        return ReconciliationException.newBuilder()
                .setExceptionId(POLICY + "|" + correlation + "|books|CAPTURE_NOT_BOOKED")
                .setVersion(1)
                .setStatus(status)
                .setCategory(Category.DEPENDENCY)
                .setReason("CAPTURE_NOT_BOOKED")
                .setSeverity(number % RARE_EVERY == 0 ? Severity.CRITICAL : Severity.HIGH)
                .setOwner("finance-operations")
                .setPolicy(POLICY)
                .setPolicyVersion(1)
                .setCorrelationId(correlation)
                .setCompany("1")
                .setSide("books")
                .setDetail("Nothing in the books.")
                .setAmount(new Money(1_000L + number, "EUR"))
                .setOpenedAt(FIRST.plusSeconds(number))
                .build();
    }

    private static ReconciliationCase caseOf(int number, CaseStatus status) {
        String correlation = "pi_" + number;
        return ReconciliationCase.newBuilder()
                .setCaseId(POLICY + "|" + correlation)
                .setVersion(1)
                .setPolicy(POLICY)
                .setPolicyVersion(1)
                .setCorrelationId(correlation)
                .setStatus(status)
                .build();
    }
}
