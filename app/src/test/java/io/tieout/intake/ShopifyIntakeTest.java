package io.tieout.intake;

import static io.tieout.intake.ProviderEvents.endInTheSameInAnyOrder;
import static io.tieout.intake.ProviderEvents.newest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.connect.RawTopics;
import io.tieout.intake.ProviderEvents.Event;
import io.tieout.intake.Statement.EntryStated;
import io.tieout.intake.Statement.OutOfScope;
import io.tieout.intake.Statement.Unmappable;
import io.tieout.matching.Entry;
import io.tieout.matching.EntryId;
import io.tieout.matching.Money;
import io.tieout.matching.Reason;
import io.tieout.matching.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From Shopify's events to entries. */
final class ShopifyIntakeTest {

    private static final Intake INTAKE = new ShopifyIntake();
    private static final String SHOP = "acme.myshopify.com";

    @Test
    void aSaleIsACaptureOfItsOrder() throws UnreadableException {
        Entry sale = transaction(7, "sale", "success", "null", 5).entry(INTAKE);

        assertThat(sale.id().toString()).isEqualTo("shopify/" + SHOP + "/capture/7");
        assertThat(sale.stage()).isEqualTo(Stage.CAPTURED);
        assertThat(sale.amount()).isEqualTo(new Money(40994, "EUR"));
        assertThat(sale.businessAt()).isEqualTo(Instant.parse("2026-03-01T12:00:05Z"));
        assertThat(sale.reference(List.of("ORDER"))).contains("450789469");
        assertThat(sale.reference(List.of("GATEWAY_REFERENCE"))).contains("ch_1");
        assertThat(sale.attributes()).containsOnly(Map.entry("live", "true"), Map.entry("gateway", "shopify_payments"));
    }

    @ParameterizedTest
    @CsvSource({
        "authorization, success, authorization, 7, AUTHORIZED, 40994",
        "authorization, pending, authorization, 7, INITIATED,  40994",
        "authorization, failure, authorization, 7, REJECTED,   40994",
        "capture,       success, capture,       7, CAPTURED,   40994",
        "capture,       error,   capture,       7, REJECTED,   40994",
        "sale,          pending, capture,       7, INITIATED,  40994",
        "refund,        success, refund,        7, REFUNDED,  -40994",
        "refund,        pending, refund,        7, INITIATED, -40994",
        "refund,        failure, refund,        7, REJECTED,  -40994",
        "change,        success, change,        7, CAPTURED,  -40994",
        "void,          success, authorization, 3, CANCELLED,  40994",
    })
    void kindAndStatusSayWhereItStands(String kind, String status, String object, String id, Stage stage, long minor)
            throws UnreadableException {
        Entry entry = transaction(7, kind, status, "3", 5).entry(INTAKE);

        assertThat(entry.id()).isEqualTo(new EntryId("shopify", SHOP, object, id));
        assertThat(entry.stage()).isEqualTo(stage);
        assertThat(entry.amount()).isEqualTo(new Money(minor, "EUR"));
    }

    @Test
    void aVoidThatFailedChangesNothing() throws UnreadableException {
        assertThat(transaction(7, "void", "failure", "3", 5).read(INTAKE))
                .containsExactly(new OutOfScope("void that is failure"));
    }

    @Test
    void aRefundIsOneEntryByWhicheverEventItComes() throws UnreadableException {
        Event itself = transaction(8, "refund", "success", "7", 9);
        Event inARefund =
                event("refunds/create", "{\"id\":99,\"order_id\":450789469,\"transactions\":[" + itself.body() + "]}");

        assertThat(inARefund.entry(INTAKE)).isEqualTo(itself.entry(INTAKE));
        endInTheSameInAnyOrder(INTAKE, List.of(itself, inARefund, itself));
    }

    @Test
    void aRefundOfGoodsAloneMovesNoMoneyAndABadTransactionStopsNoOther() throws UnreadableException {
        assertThat(event("refunds/create", "{\"id\":99,\"transactions\":[]}").read(INTAKE))
                .containsExactly(new OutOfScope("refunds/create that returns no money"));

        String good = transaction(8, "refund", "success", "7", 9).body();
        List<Statement> statements = event(
                        "refunds/create",
                        "{\"id\":99,\"transactions\":[" + good.replace("refund", "teleport") + "," + good + "]}")
                .read(INTAKE);
        assertThat(statements.get(0)).isInstanceOf(Unmappable.class);
        assertThat(statements.get(1)).isInstanceOf(EntryStated.class);
    }

    @ParameterizedTest
    @CsvSource({
        "chargeback, needs_response,  DISPUTED",
        "chargeback, under_review,    DISPUTED",
        "chargeback, accepted,        DISPUTED",
        "chargeback, lost,            DISPUTED",
        "chargeback, won,             REVERSED",
        "chargeback, charge_refunded, CANCELLED",
        "inquiry,    needs_response,  INITIATED",
        "inquiry,    won,             CANCELLED",
    })
    void aDisputeTakesMoneyOnceItIsAChargeback(String type, String status, Stage stage) throws UnreadableException {
        Entry dispute = dispute(type, status, "null").entry(INTAKE);

        assertThat(dispute.id().toString()).isEqualTo("shopify/" + SHOP + "/dispute/5");
        assertThat(dispute.stage()).isEqualTo(stage);
        assertThat(dispute.amount()).isEqualTo(new Money(-1150, "USD"));
    }

    @Test
    void everythingEndsInTheSameInAnyOrderAndHoweverOftenEachComes() throws UnreadableException {
        var events = List.of(
                transaction(1, "authorization", "pending", "null", 1),
                transaction(1, "authorization", "success", "null", 1),
                transaction(2, "capture", "success", "1", 10),
                transaction(3, "capture", "pending", "1", 11),
                transaction(3, "capture", "failure", "1", 20),
                transaction(4, "refund", "pending", "2", 30),
                transaction(4, "refund", "success", "2", 31),
                transaction(11, "authorization", "success", "null", 40),
                transaction(12, "void", "success", "11", 40),
                dispute("inquiry", "needs_response", "null"),
                dispute("chargeback", "needs_response", "null"),
                dispute("chargeback", "under_review", "null"),
                dispute("chargeback", "won", "\"2026-03-20\""),
                event("orders/paid", "{\"id\":450789469}"));

        endInTheSameInAnyOrder(INTAKE, events);

        var stages = new TreeMap<String, Stage>();
        newest(INTAKE, events).forEach((id, entry) -> stages.put(id.object() + "/" + id.id(), entry.stage()));
        assertThat(stages)
                .containsOnly(
                        Map.entry("authorization/1", Stage.AUTHORIZED),
                        Map.entry("capture/2", Stage.CAPTURED),
                        Map.entry("capture/3", Stage.REJECTED),
                        Map.entry("refund/4", Stage.REFUNDED),
                        Map.entry("authorization/11", Stage.CANCELLED),
                        Map.entry("dispute/5", Stage.REVERSED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders/paid", "tender_transactions/create", "products/update", "app/uninstalled"})
    void whatMovesNoMoneyIsCounted(String topic) throws UnreadableException {
        assertThat(event(topic, "{\"id\":1}").read(INTAKE)).containsExactly(new OutOfScope(topic));
    }

    @ParameterizedTest
    @ValueSource(strings = {"payouts/paid", "teleportations/create", "orders", ""})
    void aTopicThatNobodyKnowsIsADeadLetter(String topic) {
        assertThatThrownBy(() -> event(topic, "{\"id\":1}").read(INTAKE))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("is not known");
    }

    @Test
    void aTopicThatTheBodyBeliesIsADeadLetter() {
        String order = "{\"id\":450789469,\"total_price\":\"409.94\",\"currency\":\"EUR\"}";

        for (String topic : List.of("order_transactions/create", "refunds/create", "disputes/create")) {
            assertThatThrownBy(() -> event(topic, order).read(INTAKE)).isInstanceOf(UnreadableException.class);
        }
    }

    @Test
    void anEventOfAnotherShopOrOfNoKindIsADeadLetter() {
        Event sale = transaction(7, "sale", "success", "null", 5);

        assertThatThrownBy(() -> new Event("other.myshopify.com", sale.headers(), sale.body()).read(INTAKE))
                .hasMessageContaining("of shop Acme.myshopify.com");
        assertThatThrownBy(() -> new Event(SHOP, Map.of(), sale.body()).read(INTAKE))
                .hasMessageContaining(RawTopics.HEADER_EVENT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"409.94\" | \"409,94\" | decimal number",
                "\"409.94\" | \"1e9\"    | decimal number",
                "\"409.94\" | null       | amount",
                "\"EUR\"    | null       | currency",
                "\"sale\"   | \"gift\"   | kind gift",
                "\"success\" | \"maybe\" | status maybe",
                "2026-03-01 | yesterday  | processed_at",
                "\"test\":false | \"t\":0 | test",
                "\"id\":7   | \"id\":7.5 | id",
            })
    void whatMakesNoSenseIsADeadLetterThatSaysWhy(String there, String instead, String why) {
        Event sale = transaction(7, "sale", "success", "null", 5);
        assertThat(sale.body()).contains(there.strip());

        assertThatThrownBy(() -> event("order_transactions/create", sale.body().replace(there.strip(), instead.strip()))
                        .read(INTAKE))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource({"JPY, 500, 500", "KWD, 1.234, 1234", "USD, 10, 1000", "USD, 0.10, 10"})
    void decimalsAreThoseOfTheCurrency(String currency, String amount, long minor) throws UnreadableException {
        String body = transaction(7, "sale", "success", "null", 5).body();

        assertThat(event(
                                "order_transactions/create",
                                body.replace("EUR", currency).replace("409.94", amount))
                        .entry(INTAKE)
                        .amount())
                .isEqualTo(new Money(minor, currency));
    }

    @Test
    void aFractionOfAMinorUnitIsAProblemAndNoAmount() throws UnreadableException {
        String body = transaction(7, "sale", "success", "null", 5).body().replace("EUR", "JPY");
        var stated = (EntryStated)
                event("order_transactions/create", body).read(INTAKE).get(0);

        assertThat(stated.entry().amount()).isNull();
        assertThat(stated.problems()).extracting("reason").containsExactly(Reason.FRACTION_OF_MINOR_UNIT);
    }

    @Test
    void everySampleTransactionIsReadAsItsOriginMeansIt() throws IOException, UnreadableException {
        Path samples = Path.of(System.getProperty("tieout.shared", "../../shared"), "samples", "shopify");
        assumeTrue(Files.isDirectory(samples), "There are no samples in " + samples);
        var json = new ObjectMapper();
        int read = 0;
        for (String name :
                List.of("goshopify_transaction", "goshopify_transactions", "goshopify_order_with_transaction")) {
            JsonNode root = json.readTree(samples.resolve(name + ".json").toFile());
            JsonNode found = root.findValue("transactions");
            for (JsonNode one : found == null ? List.of(root.path("transaction")) : found) {
                var stated = (EntryStated) event("order_transactions/create", one.toString())
                        .read(INTAKE)
                        .get(0);
                assertThat(stated.entry().id().id()).isEqualTo(one.path("id").asText());
                assertThat(stated.entry().stage())
                        .isEqualTo(
                                one.path("kind").asText().equals("authorization") ? Stage.AUTHORIZED : Stage.CAPTURED);
                assertThat(stated.entry().amount().toString())
                        .isEqualTo(one.path("currency").asText() + " "
                                + one.path("amount").asText());
                assertThat(stated.entry().attributes())
                        .containsEntry(
                                "live", Boolean.toString(!one.path("test").asBoolean()));
                read++;
            }
        }
        assertThat(read).isGreaterThanOrEqualTo(3);
    }

    private static Event transaction(long id, String kind, String status, String parent, int second) {
        return event(
                "order_transactions/create",
                "{\"id\":" + id + ",\"order_id\":450789469,\"kind\":\"" + kind
                        + "\",\"gateway\":\"shopify_payments\",\"status\":\"" + status
                        + "\",\"created_at\":\"2026-03-01T07:00:00-05:00\",\"test\":false,\"parent_id\":" + parent
                        + ",\"processed_at\":\"2026-03-01T07:00:" + (second < 10 ? "0" : "") + second
                        + "-05:00\",\"authorization\":\"ch_1\",\"currency\":\"EUR\",\"amount\":\"409.94\"}");
    }

    private static Event dispute(String type, String status, String finalized) {
        return event(
                "disputes/update",
                "{\"id\":5,\"order_id\":450789469,\"type\":\"" + type
                        + "\",\"amount\":\"11.50\",\"currency\":\"USD\",\"reason\":\"fraudulent\",\"status\":\""
                        + status
                        + "\",\"initiated_at\":\"2026-03-02T07:00:00-05:00\",\"evidence_sent_on\":null,\"finalized_on\":"
                        + finalized + "}");
    }

    private static Event event(String topic, String body) {
        return new Event(
                SHOP, Map.of(RawTopics.HEADER_EVENT, topic, RawTopics.HEADER_ORIGIN, "Acme.myshopify.com"), body);
    }
}
