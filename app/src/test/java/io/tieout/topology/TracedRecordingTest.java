package io.tieout.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.capture.ChangeLog.Change;
import io.tieout.capture.Servers;
import io.tieout.connect.RawTopics;
import io.tieout.connect.odoo.OdooDatabase;
import io.tieout.matching.Policy;
import io.tieout.policy.PolicyReader;
import io.tieout.query.DrivenInstance;
import io.tieout.query.QueryOptions;
import io.tieout.query.QueryServer;
import io.tieout.views.SchemasInMemory;
import io.tieout.views.ViewsTopology;
import io.tieout.wire.Contract;
import io.tieout.wire.ContractSerdes;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A running Odoo, replayed; then every reference of a payment transaction and every number of an invoice that plain
 * queries find in its final tables is asked for. Each answer must name the entries, the case and the outcome that
 * those queries say.
 *
 * <p>The recorded transactions are no part of this repository; without them beside it (or where
 * {@code -Dtieout.shared=DIRECTORY} says) the test is skipped.
 */
final class TracedRecordingTest {

    private static final Instant LONG_AFTER = Instant.parse("2026-12-01T00:00:00Z");

    /** As the built-in policy, but what was recorded was paid with Stripe's test cards. */
    private static final Policy CARDS = PolicyReader.read("cards.yaml", """
            policy: cards
            version: 1
            title: Every card capture is booked, and every booking was captured
            owner: finance-operations
            sides:
              books: {source: odoo, object: payment_transaction, stage: CAPTURED, where: {provider: stripe}, key: PAYMENT_INTENT}
              provider: {source: stripe, object: charge, stage: CAPTURED, key: PAYMENT_INTENT}
            shape: pair
            agree: books.amount = provider.amount
            window: 24h
            grace: 1h
            missing:
              books: {reason: CAPTURE_NOT_BOOKED}
              provider: {reason: BOOKED_NOT_CAPTURED}
            """);

    private static final String INVOICES = """
            policy: invoices
            version: 1
            title: Every invoice is the sum of its payments
            owner: receivables
            sides:
              invoice: {source: odoo, account: ACCOUNT, object: account_move, stage: POSTED, where: {move_type: out_invoice}, key: ODOO_INVOICE}
              payments: {source: odoo, account: ACCOUNT, object: account_payment, stage: POSTED, where: {payment_type: inbound}, key: ODOO_INVOICE}
            shape: group
            closes: when-balanced
            agree: invoice.amount = payments.amount
            window: 24h
            grace: 1h
            missing:
              invoice: {reason: COUNTERPART_MISSING}
              payments: {reason: COUNTERPART_MISSING}
            """;

    /** The documents that bear a name, in Odoo 18: a transaction by its own and its provider's, an invoice by number. */
    private static final String NAMED = """
            SELECT reference, 'payment_transaction/' || id FROM payment_transaction
            UNION SELECT provider_reference, 'payment_transaction/' || id FROM payment_transaction
                  WHERE provider_reference IS NOT NULL
            UNION SELECT name, 'account_move/' || id FROM account_move
                  WHERE move_type IN ('out_invoice', 'in_invoice', 'out_refund', 'in_refund') AND name <> '/'
            ORDER BY 1, 2
            """;

    /** The cases of a document, and what must have become of each, where Stripe knows of the first transaction alone. */
    private static final String CASES = """
            SELECT 'payment_transaction/' || t.id, 'cards|' || t.provider_reference,
                   CASE t.id WHEN 1 THEN 'MATCHED' ELSE 'BOOKED_NOT_CAPTURED' END
            FROM payment_transaction t JOIN payment_provider v ON v.id = t.provider_id
            WHERE t.state = 'done' AND t.operation NOT IN ('refund', 'validation') AND v.code = 'stripe'
            UNION
            SELECT 'account_move/' || m.id, 'invoices|' || m.id,
                   CASE WHEN paid.total IS NULL THEN 'COUNTERPART_MISSING'
                        WHEN paid.currencies <> ARRAY[m.currency_id] THEN 'CURRENCY_MISMATCH'
                        WHEN paid.total = m.amount_total THEN 'MATCHED'
                        WHEN paid.total < m.amount_total THEN 'SHORT' ELSE 'OVER' END
            FROM account_move m LEFT JOIN (
                SELECT l.invoice, sum(p.amount) AS total, array_agg(DISTINCT p.currency_id) AS currencies FROM account_payment p JOIN (
                    SELECT payment_id, min(invoice_id) AS invoice FROM account_move__account_payment GROUP BY payment_id) l
                  ON l.payment_id = p.id WHERE p.state IN ('in_process', 'paid') AND p.payment_type = 'inbound'
                GROUP BY l.invoice) paid ON paid.invoice = m.id
            WHERE m.move_type = 'out_invoice' AND m.state = 'posted'
            ORDER BY 1, 2
            """;

    @TempDir
    static Path directory;

    private static Servers servers;

    private final Function<Contract, Serde<SpecificRecord>> contracts = ContractSerdes.ours(new SchemasInMemory());

    @BeforeAll
    static void start() throws Exception {
        RecordedOdoo.assumeThere();
        servers = new Servers(directory);
        servers.createTopic(RawTopics.ODOO_CHANGE, Map.of());
    }

    @AfterAll
    static void stop() throws Exception {
        if (servers != null) {
            servers.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"18", "18-outstanding"})
    void everyReferenceLeadsToItsEntriesItsCaseAndItsOutcome(String replay) throws Exception {
        OdooDatabase database = servers.database("traced_" + replay.replace('-', '_'));
        RecordedOdoo.load(database, "18");
        List<Change> captured = RecordedOdoo.captured(servers, database, RecordedOdoo.recorded(replay), -1);
        Expected expected = Expected.of(database);

        Policy invoices = PolicyReader.read("invoices.yaml", INVOICES.replace("ACCOUNT", database.dbname()));
        try (Flow flow = new Flow(List.of(CARDS, invoices), Application.intakes())) {
            RecordedOdoo.feed(flow, database, captured);
            try (Asked asked = new Asked(flow)) {
                asked.eachIsNamed(database, expected, "before anybody has spoken past a deadline");

                flow.stripe(captureOfTheFirst(database));
                flow.stripeCovered("2020-01-01T00:00:00Z", LONG_AFTER.toString());
                RecordedOdoo.feed(flow, database, spokenLater(database, captured.size()));

                asked.eachIsNamed(database, expected, "after all have spoken");
                asked.eachOutcomeIs(expected);
            }
        }
    }

    /** The views of what the flow has published, and a server before them. */
    private final class Asked implements AutoCloseable {

        private final Flow flow;
        private final TopologyTestDriver views;
        private final QueryServer server;

        Asked(Flow flow) {
            this.flow = flow;
            var properties = new Properties();
            properties.putAll(Map.of(
                    StreamsConfig.APPLICATION_ID_CONFIG,
                    "traced-views",
                    StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
                    "nowhere:1",
                    StreamsConfig.STATE_DIR_CONFIG,
                    directory.resolve("views").toString(),
                    StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG,
                    true));
            views = new TopologyTestDriver(
                    ViewsTopology.build(new StreamsConfig(properties), contracts, 1), properties, LONG_AFTER);
            server = QueryServer.start(new QueryOptions("127.0.0.1", 0, Optional.empty(), null));
            server.answerFrom(new DrivenInstance(views, server.address()), () -> LONG_AFTER);
        }

        /** Every document that bears a name, and every case of that document. */
        void eachIsNamed(OdooDatabase database, Expected expected, String when) throws Exception {
            takeUp();
            for (var named : expected.documents().entrySet()) {
                JsonNode answer = trace(named.getKey());
                Set<String> bearing = new TreeSet<>();
                answer.path("steps").forEach(step -> {
                    if (step.path("kind").asText().equals("entry")
                            && step.path("bears_reference").asBoolean()) {
                        bearing.add(step.path("id").asText());
                    }
                });
                Set<String> cases = new TreeSet<>(answer.path("cases").findValuesAsText("case_id"));
                for (String document : named.getValue()) {
                    assertThat(bearing)
                            .as("%s: entries that bear %s", when, named.getKey())
                            .contains("odoo/" + database.dbname() + "/" + document);
                    assertThat(cases)
                            .as("%s: cases of %s, which bears %s", when, document, named.getKey())
                            .containsAll(expected.casesOf(document).keySet());
                }
            }
        }

        /** What became of each case that is named, whichever name led to it. */
        void eachOutcomeIs(Expected expected) throws Exception {
            Map<String, Map<String, String>> became = new TreeMap<>();
            Map<String, Map<String, String>> mustHave = new TreeMap<>();
            for (var named : expected.documents().entrySet()) {
                Map<String, String> outcomes = outcomes(trace(named.getKey()));
                Map<String, String> wanted = new TreeMap<>();
                named.getValue().forEach(document -> wanted.putAll(expected.casesOf(document)));
                outcomes.keySet().retainAll(wanted.keySet());
                became.put(named.getKey(), outcomes);
                mustHave.put(named.getKey(), wanted);
            }
            assertThat(became).isEqualTo(mustHave);
        }

        private Map<String, String> outcomes(JsonNode answer) {
            Map<String, Set<String>> outcomes = new TreeMap<>();
            answer.path("steps").forEach(step -> {
                JsonNode record = step.path("record");
                String status = record.path("status").asText();
                Set<String> of = outcomes.computeIfAbsent(step.path("case_id").asText(), id -> new TreeSet<>());
                switch (step.path("kind").asText()) {
                    case "match" -> of.add(status);
                    case "exception" ->
                        of.add(
                                status.equals("RESOLVED")
                                        ? status
                                        : record.path("reason").asText());
                    default -> {}
                }
            });
            Map<String, String> said = new TreeMap<>();
            outcomes.forEach((id, of) -> said.put(id, String.join(", ", of)));
            return said;
        }

        private JsonNode trace(String reference) throws Exception {
            String path = "/trace/" + URLEncoder.encode(reference, StandardCharsets.UTF_8);
            var answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(server.url() + path))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(answer.statusCode())
                    .as("%s: %s", reference, answer.body())
                    .isEqualTo(200);
            return new ObjectMapper().readTree(answer.body());
        }

        private void takeUp() {
            for (Flow.Said one : flow.said()) {
                if (one.contract() != Contract.AUDIT) {
                    views.createInputTopic(
                                    one.contract().topic(),
                                    new StringSerializer(),
                                    contracts.apply(one.contract()).serializer())
                            .pipeInput(one.key(), one.value());
                }
            }
        }

        @Override
        public void close() {
            server.close();
            views.close();
        }
    }

    /**
     * What the final tables say.
     *
     * @param documents by each name that it bears
     * @param cases by document, with the outcome
     */
    private record Expected(Map<String, Set<String>> documents, Map<String, Map<String, String>> cases) {

        static Expected of(OdooDatabase database) throws SQLException {
            var documents = new TreeMap<String, Set<String>>();
            var cases = new TreeMap<String, Map<String, String>>();
            try (Connection odoo = RecordedOdoo.connect(database);
                    Statement statement = odoo.createStatement()) {
                try (ResultSet named = statement.executeQuery(NAMED)) {
                    while (named.next()) {
                        documents
                                .computeIfAbsent(named.getString(1), name -> new TreeSet<>())
                                .add(named.getString(2));
                    }
                }
                try (ResultSet found = statement.executeQuery(CASES)) {
                    while (found.next()) {
                        cases.computeIfAbsent(found.getString(1), document -> new TreeMap<>())
                                .put(found.getString(2), found.getString(3));
                    }
                }
            }
            return new Expected(documents, cases);
        }

        Map<String, String> casesOf(String document) {
            return cases.getOrDefault(document, Map.of());
        }
    }

    /** What Stripe says of the first transaction of the recording: the one capture that it knows. */
    private static String captureOfTheFirst(OdooDatabase database) throws SQLException {
        try (Connection odoo = RecordedOdoo.connect(database);
                Statement statement = odoo.createStatement();
                ResultSet first = statement.executeQuery("SELECT provider_reference, (amount * 100)::bigint,"
                        + " extract(epoch FROM last_state_change)::bigint FROM payment_transaction WHERE id = 1")) {
            assertThat(first.next()).isTrue();
            return MatchingFlowTest.charge(
                    first.getString(1),
                    "ch_1",
                    first.getLong(2),
                    Instant.ofEpochSecond(first.getLong(3)).toString());
        }
    }

    /** What the capture writes when Odoo speaks again long after. */
    private static List<Change> spokenLater(OdooDatabase database, int before) throws Exception {
        try (Connection odoo = RecordedOdoo.connect(database);
                Statement statement = odoo.createStatement()) {
            statement.execute("UPDATE tieout_heartbeat SET clock_at = '" + LONG_AFTER + "'");
        }
        List<Change> all = RecordedOdoo.captured(servers, database, List.of(), -2);
        return all.subList(before, all.size());
    }
}
