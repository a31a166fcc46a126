package io.tieout.query;

import static io.tieout.views.Told.MORNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.GoldenFile;
import io.tieout.v1.CaseStatus;
import io.tieout.v1.MatchStatus;
import io.tieout.v1.PolicyVersion;
import io.tieout.v1.Reference;
import io.tieout.views.Told;
import io.tieout.wire.Contract;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions over HTTP, answered from the views that the real topology filled. */
class QueryServerTest {

    private static final String BOOKED = "odoo/shop/payment_transaction/17";
    private static final String CHARGED = "stripe/shop/charge/ch_1";

    private AskedViews views;
    private TopologyTestDriver driver;
    private QueryServer server;
    private DrivenInstance instance;

    @BeforeEach
    void start(@TempDir Path directory) {
        views = AskedViews.open(directory);
        driver = views.driver;
        server = views.server;
        instance = views.instance;
    }

    @AfterEach
    void stop() {
        views.close();
    }

    private void aMatchedPair() {
        say(Contract.ENTRY, BOOKED, Told.entry("odoo", "payment_transaction", "17", "INV/2026/00001", "pi_1"));
        say(Contract.ENTRY, CHARGED, Told.entry("stripe", "charge", "ch_1", "pi_1"));
        say(Contract.CASE, "card|pi_1", Told.caseOf("card", "pi_1", 1, CaseStatus.MATCHED));
        say(Contract.MATCH, "card|pi_1", Told.match("card", "pi_1", 1, MatchStatus.MATCHED, BOOKED, CHARGED));
    }

    @Test
    void tracesFromAnInvoiceNumberToTheOtherSide() throws Exception {
        aMatchedPair();

        JsonNode answer = body(get("/trace/INV/2026/00001"), 200);

        assertThat(answer.path("steps").findValuesAsText("id")).containsExactlyInAnyOrder(BOOKED, CHARGED, "card|pi_1");
        assertThat(answer.at("/cases/0/status").asText()).isEqualTo("MATCHED");
        assertThat(answer.path("stale").asBoolean()).isFalse();
        assertThat(answer.at("/answered_by/0/position/recon.match.v1/0").asLong())
                .isEqualTo(7);
        assertThat(body(get("/trace/INV%2F2026%2F00001"), 200)).isEqualTo(answer);
        assertThat(body(get("/trace/ch_1"), 200).path("steps")).hasSize(3);
    }

    private static final String PAIR = """
            policy: %1$s
            version: 1
            title: Two objects that name the same row
            owner: finance
            sides:
              one: {source: odoo, object: account_payment, stage: POSTED, key: %2$s}
              other: {source: odoo, object: payment_transaction, stage: CAPTURED, key: %2$s}
            shape: pair
            agree: one.amount = other.amount
            window: 24h
            grace: 1h
            missing:
              one: {reason: COUNTERPART_MISSING}
              other: {reason: COUNTERPART_MISSING}
            """;

    private void policy(String name, String key) {
        var version = PolicyVersion.newBuilder()
                .setPolicy(name)
                .setPolicyVersion(1)
                .setText(PAIR.formatted(name, key))
                .setApplication("tieout")
                .setMatchingPartitions(1)
                .setSinceAt(MORNING)
                .build();
        say(Contract.POLICY, name + "|1", version);
    }

    /** Every table has a row 17: only a policy says whose it means. */
    @Test
    void tracesToAPairThatWaitsUnderARowNumber() throws Exception {
        policy("transactions", "ODOO_PAYMENT_TRANSACTION");
        policy("invoices", "ODOO_INVOICE");
        var payment = Told.entry("odoo", "account_payment", "30", "PAY/0001");
        payment.setReferences(
                List.of(new Reference("DOCUMENT", "PAY/0001"), new Reference("ODOO_PAYMENT_TRANSACTION", "17")));
        say(Contract.ENTRY, payment.getEntryId(), payment);
        say(Contract.CASE, "transactions|17", Told.caseOf("transactions", "17", 1, CaseStatus.OPEN));
        say(Contract.CASE, "invoices|17", Told.caseOf("invoices", "17", 1, CaseStatus.OPEN));

        for (String name : List.of("PAY/0001", payment.getEntryId())) {
            assertThat(body(get("/trace/" + name), 200).path("cases").findValuesAsText("case_id"))
                    .as(name)
                    .containsExactly("transactions|17");
        }
    }

    @Test
    void saysThatNothingIsKnown() throws Exception {
        assertThat(body(get("/trace/nobody"), 404).path("status").asInt()).isEqualTo(404);
        assertThat(body(get("/nowhere"), 404).path("detail").asText()).contains("openapi.yaml");
        assertThat(body(get("/exceptions?colour=red"), 400).path("detail").asText())
                .contains("colour", "severity");
        assertThat(body(get("/exceptions?limit=501"), 400).path("detail").asText())
                .contains("500");
        assertThat(body(get("/exceptions?older_than=old"), 400).path("detail").asText())
                .contains("7d");
        assertThat(body(get("/exceptions?cursor=abc"), 400).path("detail").asText())
                .contains("cursor");
    }

    @Test
    void saysOfNothingThatItIsNotThereWhileTheViewsAreBehind() throws Exception {
        aMatchedPair();
        instance.stale = true;

        assertThat(body(get("/trace/pi_1"), 200).path("stale").asBoolean()).isTrue();
        assertThat(get("/trace/pi_2").headers().firstValue("Retry-After")).contains("1");
        body(get("/cases/card/pi_2"), 503);
    }

    @Test
    void pagesThroughExceptions() throws Exception {
        for (int minute = 0; minute < 5; minute++) {
            var open = Told.exception("card", "pi_" + minute, minute);
            say(Contract.EXCEPTION, open.getExceptionId(), open);
        }

        JsonNode first = body(get("/exceptions?owner=finance&limit=3"), 200);
        JsonNode second = body(
                get("/exceptions?owner=finance&limit=3&cursor="
                        + first.path("next").asText()),
                200);

        assertThat(first.path("items").findValuesAsText("correlation_id")).containsExactly("pi_4", "pi_3", "pi_2");
        assertThat(second.path("items").findValuesAsText("correlation_id")).containsExactly("pi_1", "pi_0");
        assertThat(second.path("next").isNull()).isTrue();
        assertThat(body(get("/exceptions?older_than=58m"), 200).path("items").findValuesAsText("correlation_id"))
                .containsExactly("pi_2", "pi_1", "pi_0");
    }

    /** More stand before them than a part of the views reads at once. */
    @Test
    void fillsAPageWithTheFewThatAnAmountWants() throws Exception {
        for (int minute = 0; minute < 600; minute++) {
            var open = Told.exception("card", "pi_" + minute, minute);
            say(Contract.EXCEPTION, open.getExceptionId(), open);
        }

        JsonNode page = body(get("/exceptions?amount_max=300&limit=2"), 200);
        JsonNode rest = body(
                get("/exceptions?amount_max=300&limit=2&cursor="
                        + page.path("next").asText()),
                200);

        assertThat(page.path("items").findValuesAsText("correlation_id")).containsExactly("pi_2", "pi_1");
        assertThat(rest.path("items").findValuesAsText("correlation_id")).containsExactly("pi_0");
        assertThat(rest.path("next").isNull()).isTrue();
    }

    @Test
    void addsUpTheTotalsOfAllPartitions() throws Exception {
        say(Contract.COVERAGE, "stripe/acct_1", Told.coverage("stripe", "acct_1", MORNING, true));
        say(Contract.COVERAGE, "stripe/acct_1#0", Told.totals("stripe", "acct_1", 0, "card"));
        say(Contract.COVERAGE, "stripe/acct_1#1", Told.totals("stripe", "acct_1", 1, "card"));

        JsonNode account = body(get("/coverage"), 200).at("/accounts/0");
        JsonNode balance = body(get("/balance"), 200);

        assertThat(account.path("behind_seconds").asLong()).isEqualTo(3_600);
        assertThat(account.path("stale").asBoolean()).isTrue();
        assertThat(balance.path("totals")).hasSize(1);
        assertThat(balance.at("/totals/0/sent_count").asLong()).isEqualTo(6);
        assertThat(balance.at("/totals/0/matched_minor").asLong()).isEqualTo(400);
        assertThat(balance.path("balanced").asBoolean()).isTrue();
    }

    @Test
    void asksToComeBackWhileAPartMoves() throws Exception {
        aMatchedPair();
        instance.moving = true;

        for (String path : List.of("/trace/pi_1", "/exceptions", "/coverage", "/cases/card/pi_1")) {
            var answer = get(path);
            body(answer, 503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        }
    }

    @Test
    void asksTheInstanceThatHoldsIt() throws Exception {
        aMatchedPair();
        try (var other = QueryServer.start(new QueryOptions("127.0.0.1", 0, Optional.empty(), null))) {
            var view = new DrivenInstance(driver, other.address());
            view.holder = server.address();
            other.answerFrom(view, () -> MORNING);

            var answer = body(send(other, "/trace/pi_1"), 200);
            var list = body(send(other, "/matches"), 200);

            assertThat(answer.path("steps")).hasSize(3);
            assertThat(answer.path("answered_by").findValuesAsText("host")).containsExactly(server.address());
            assertThat(list.path("items")).hasSize(1);

            server.close();
            body(send(other, "/trace/pi_1"), 503);
            body(send(other, "/matches"), 503);
        }
    }

    @Test
    void aCopyAnswersForAnOwnerThatIsAwayAndSaysSo() throws Exception {
        aMatchedPair();
        instance.holder = "127.0.0.1:1";
        body(get("/trace/pi_1"), 503);

        instance.copies = List.of(server.address());
        JsonNode own = body(get("/trace/pi_1"), 200);
        assertThat(own.path("steps")).hasSize(3);
        assertThat(own.path("stale").asBoolean()).isTrue();
        assertThat(own.at("/answered_by/0/copy").asBoolean()).isTrue();
        assertThat(own.at("/answered_by/0/lag").asLong()).isEqualTo(3);
        // What a copy does not know may be there all the same.
        body(get("/cases/card/pi_2"), 503);
        body(get("/entries/nobody"), 503);
        body(get("/matches"), 503);

        try (var other = QueryServer.start(new QueryOptions("127.0.0.1", 0, Optional.empty(), null))) {
            var view = new DrivenInstance(driver, other.address());
            view.holder = "127.0.0.1:1";
            view.copies = List.of(server.address());
            other.answerFrom(view, () -> MORNING);

            JsonNode answer = body(send(other, "/trace/pi_1"), 200);
            assertThat(answer.path("steps")).hasSize(3);
            assertThat(answer.path("stale").asBoolean()).isTrue();
            assertThat(answer.path("answered_by").findValuesAsText("host")).containsExactly(server.address());
            body(send(other, "/cases/card/pi_2"), 503);
        }
    }

    @Test
    void aPeerThatLostThePartitionRefuses() throws Exception {
        aMatchedPair();
        instance.holder = "127.0.0.1:1";
        var asked = HttpRequest.newBuilder(URI.create(server.url() + "/entries/" + Peers.encoded(BOOKED)))
                .header(Peers.PARTITIONS, "0")
                .build();

        body(HttpClient.newHttpClient().send(asked, BodyHandlers.ofString()), 503);
    }

    @Test
    void tellsRestoringFromDead() throws Exception {
        body(get("/ready"), 200);
        instance.state = "REBALANCING";
        body(get("/ready"), 503);
        body(get("/health"), 200);
        instance.state = "ERROR";
        body(get("/health"), 503);
    }

    @Test
    void isNotOpenToOthersWithoutAToken() throws Exception {
        assertThatThrownBy(() -> new QueryOptions("0.0.0.0", 0, Optional.empty(), null))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("query.token");

        try (var closed = QueryServer.start(
                new QueryOptions("0.0.0.0", 0, Optional.of(new Password("open-sesame")), "127.0.0.1"))) {
            closed.answerFrom(new DrivenInstance(driver, closed.address()), () -> MORNING);
            var uri = URI.create("http://127.0.0.1:" + closed.port() + "/exceptions");
            var http = HttpClient.newHttpClient();

            body(http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()), 401);
            body(
                    http.send(
                            HttpRequest.newBuilder(uri)
                                    .header("Authorization", "Bearer open-sesame")
                                    .build(),
                            BodyHandlers.ofString()),
                    200);
        }
    }

    @Test
    void servesEveryRouteAndFieldOfItsContractAndNoOther() throws Exception {
        aMatchedPair();
        var open = Told.exception("card", "pi_1", 1);
        say(Contract.EXCEPTION, open.getExceptionId(), open);
        say(Contract.LATE_ARRIVAL, BOOKED, Told.late("card", "pi_1", BOOKED));
        say(Contract.COVERAGE, "stripe/acct_1", Told.coverage("stripe", "acct_1", MORNING, true));
        say(Contract.COVERAGE, "stripe/acct_1#0", Told.totals("stripe", "acct_1", 0, "card"));

        for (Route route : Route.values()) {
            String path = route.path()
                    .replace("{policy}", "card")
                    .replace("{correlation_id}", "pi_1")
                    .replace("{reference}", "pi_1")
                    .replace("{entry_id}", BOOKED);
            var schema = at(
                    OpenApiPage.tree(),
                    "paths",
                    route.path(),
                    "get",
                    "responses",
                    "200",
                    "content",
                    "application/json",
                    "schema");
            fits(route.path(), schema, body(get(path), 200));
        }
    }

    /** Every field that is served is in the contract, and the other way round. */
    private static void fits(String where, Map<?, ?> given, JsonNode served) {
        Map<?, ?> schema = given;
        if (given.get("$ref") instanceof String ref) {
            schema = at(OpenApiPage.tree(), "components", "schemas", ref.substring(ref.lastIndexOf('/') + 1));
        }
        if (schema.get("anyOf") instanceof List<?> choices) {
            if (!served.isObject()) {
                return;
            }
            assertThat(choices.stream()
                            .filter(choice -> names((Map<?, ?>) choice).equals(names(served))))
                    .as(where + ": " + served)
                    .isNotEmpty();
        } else if (schema.get("properties") instanceof Map<?, ?> properties) {
            assertThat(names(served)).as(where).isEqualTo(properties.keySet());
            properties.forEach((name, of) -> fits(where + "." + name, (Map<?, ?>) of, served.path((String) name)));
        } else if (schema.get("items") instanceof Map<?, ?> items) {
            served.forEach(item -> fits(where + "[]", items, item));
        }
    }

    private static Set<?> names(Map<?, ?> schema) {
        if (schema.get("$ref") instanceof String ref) {
            return names(at(OpenApiPage.tree(), "components", "schemas", ref.substring(ref.lastIndexOf('/') + 1)));
        }
        return schema.get("properties") instanceof Map<?, ?> properties ? properties.keySet() : Set.of();
    }

    private static Set<String> names(JsonNode served) {
        var names = new HashSet<String>();
        served.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Map<?, ?> at(Map<?, ?> tree, String... path) {
        Map<?, ?> at = tree;
        for (String name : path) {
            at = (Map<?, ?>) at.get(name);
        }
        return at;
    }

    @Test
    void itsContractIsTheCommittedOne() {
        GoldenFile.in("topology-docs/openapi.yaml").mustBe(OpenApiPage.yaml());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(server, path);
    }

    private static HttpResponse<String> send(QueryServer to, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(to.url() + path)).build(), BodyHandlers.ofString());
    }

    private static JsonNode body(HttpResponse<String> answer, int status) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains(status == 200 ? "application/json" : "application/problem+json");
        return new ObjectMapper().readTree(answer.body());
    }

    private void say(Contract contract, String key, SpecificRecord record) {
        views.say(contract, key, record);
    }
}
