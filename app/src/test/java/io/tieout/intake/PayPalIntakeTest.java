package io.tieout.intake;

import static io.tieout.intake.ProviderEvents.endInTheSameInAnyOrder;
import static io.tieout.intake.ProviderEvents.newest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.intake.ProviderEvents.Event;
import io.tieout.intake.Statement.EntryStated;
import io.tieout.intake.Statement.OutOfScope;
import io.tieout.matching.Entry;
import io.tieout.matching.Money;
import io.tieout.matching.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From PayPal's events to entries. */
final class PayPalIntakeTest {

    private static final Intake INTAKE = new PayPalIntake(false);

    @Test
    void aCaptureBearsItsFeeItsNetAndItsOrder() throws UnreadableException {
        Entry capture = capture("COMPLETED", 0).entry(INTAKE);

        assertThat(capture.id().toString()).isEqualTo("paypal/M1/capture/CAP1");
        assertThat(capture.stage()).isEqualTo(Stage.CAPTURED);
        assertThat(capture.amount()).isEqualTo(new Money(10000, "USD"));
        assertThat(capture.measures())
                .containsOnly(Map.entry("fee", new Money(-398, "USD")), Map.entry("net", new Money(9602, "USD")));
        assertThat(capture.reference(List.of("CAPTURE"))).contains("CAP1");
        assertThat(capture.reference(List.of("ORDER"))).contains("ORD1");
        assertThat(capture.reference(List.of("AUTHORIZATION_CAPTURED"))).contains("AUT1");
        assertThat(capture.businessAt()).isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
        assertThat(capture.statedAt()).isEqualTo(Instant.parse("2026-03-01T13:00:00Z"));
        assertThat(capture.attributes()).containsEntry("live", "true");
    }

    @ParameterizedTest
    @CsvSource({
        "PENDING, INITIATED",
        "COMPLETED, CAPTURED",
        "DECLINED, REJECTED",
        "FAILED, REJECTED",
        "PARTIALLY_REFUNDED, CAPTURED",
        "REFUNDED, CAPTURED",
    })
    void aCaptureStandsWhereItsStatusSays(String status, Stage stage) throws UnreadableException {
        assertThat(capture(status, 0).entry(INTAKE).stage()).isEqualTo(stage);
    }

    @ParameterizedTest
    @CsvSource({
        "PAYMENT.CAPTURE.REFUNDED, COMPLETED, refund,   REFUNDED,  CAPTURE_REFUNDED",
        "PAYMENT.REFUND.PENDING,   PENDING,   refund,   INITIATED, CAPTURE_REFUNDED",
        "PAYMENT.REFUND.FAILED,    FAILED,    refund,   REJECTED,  CAPTURE_REFUNDED",
        "PAYMENT.CAPTURE.REFUNDED, CANCELLED, refund,   CANCELLED, CAPTURE_REFUNDED",
        "PAYMENT.CAPTURE.REVERSED, COMPLETED, reversal, REVERSED,  CAPTURE_REVERSED",
    })
    void aRefundIsMoneyOutOfTheCaptureThatItNames(
            String type, String status, String object, Stage stage, String reference) throws UnreadableException {
        Entry refund = refund(type, status, "1.50", 5).entry(INTAKE);

        assertThat(refund.id().toString()).isEqualTo("paypal/M1/" + object + "/REF1");
        assertThat(refund.stage()).isEqualTo(stage);
        assertThat(refund.amount()).isEqualTo(new Money(-150, "USD"));
        assertThat(refund.reference(List.of(reference))).contains("CAP1");
        assertThat(refund.measures())
                .containsOnly(Map.entry("fee", new Money(5, "USD")), Map.entry("net", new Money(-145, "USD")));
    }

    @Test
    void aRefundIsMoneyOutHoweverPayPalSignsIt() throws UnreadableException {
        assertThat(refund("PAYMENT.CAPTURE.REFUNDED", "COMPLETED", "-1.50", 5).entry(INTAKE))
                .isEqualTo(refund("PAYMENT.CAPTURE.REFUNDED", "COMPLETED", "1.50", 5)
                        .entry(INTAKE));
    }

    @ParameterizedTest
    @CsvSource({
        "CREATED, AUTHORIZED",
        "PENDING, INITIATED",
        "PARTIALLY_CAPTURED, AUTHORIZED",
        "CAPTURED, AUTHORIZED",
        "VOIDED, CANCELLED",
        "EXPIRED, CANCELLED",
        "DENIED, REJECTED",
    })
    void anAuthorizationStandsWhereItsStatusSays(String status, Stage stage) throws UnreadableException {
        Entry authorization = authorization(status, 0).entry(INTAKE);

        assertThat(authorization.id().toString()).isEqualTo("paypal/M1/authorization/AUT1");
        assertThat(authorization.stage()).isEqualTo(stage);
    }

    @ParameterizedTest
    @CsvSource({
        "OPEN,         ,                       CHARGEBACK, DISPUTED",
        "OPEN,         ,                       INQUIRY,    INITIATED",
        "UNDER_REVIEW, ,                       CHARGEBACK, DISPUTED",
        "RESOLVED,     RESOLVED_SELLER_FAVOUR, CHARGEBACK, REVERSED",
        "RESOLVED,     CANCELED_BY_BUYER,      INQUIRY,    REVERSED",
        "RESOLVED,     RESOLVED_BUYER_FAVOUR,  CHARGEBACK, DISPUTED",
    })
    void aDisputeIsAClaimAndHowItEnded(String status, String outcome, String phase, Stage stage)
            throws UnreadableException {
        Entry dispute = dispute(status, outcome, phase, 0).entry(INTAKE);

        assertThat(dispute.stage()).isEqualTo(stage);
        assertThat(dispute.amount()).isEqualTo(new Money(-1156, "USD"));
        assertThat(dispute.reference(List.of("CAPTURE_DISPUTED"))).contains("CAP1");
    }

    @Test
    void whoWonADisputeIsNotGuessed() {
        assertThatThrownBy(() -> dispute("RESOLVED", null, "CHARGEBACK", 0).read(INTAKE))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("dispute_outcome");
        assertThatThrownBy(() -> dispute("RESOLVED", "NOBODY", "CHARGEBACK", 0).read(INTAKE))
                .hasMessageContaining("outcome NOBODY");
    }

    @Test
    void everythingEndsInTheSameInAnyOrderAndHoweverOftenEachComes() throws UnreadableException {
        var events = List.of(
                authorization("CREATED", 0),
                authorization("VOIDED", 0),
                capture("PENDING", 0),
                capture("COMPLETED", 1),
                capture("PARTIALLY_REFUNDED", 5),
                refund("PAYMENT.REFUND.PENDING", "PENDING", "1.50", 5),
                refund("PAYMENT.CAPTURE.REFUNDED", "COMPLETED", "1.50", 6),
                refund("PAYMENT.REFUND.FAILED", "FAILED", "1.50", 6),
                refund("PAYMENT.CAPTURE.REVERSED", "COMPLETED", "11.56", 7),
                dispute("OPEN", null, "INQUIRY", 0),
                dispute("OPEN", null, "CHARGEBACK", 0),
                dispute("RESOLVED", "RESOLVED_SELLER_FAVOUR", "CHARGEBACK", 9),
                payout("PENDING"),
                payout("UNCLAIMED"),
                payout("RETURNED"),
                event("CHECKOUT.ORDER.COMPLETED", "checkout-order", "{\"id\":\"ORD1\"}", 0));

        endInTheSameInAnyOrder(INTAKE, events);

        var stages = new TreeMap<String, Stage>();
        newest(INTAKE, events).forEach((id, entry) -> stages.put(id.object(), entry.stage()));
        assertThat(stages)
                .containsOnly(
                        Map.entry("authorization", Stage.CANCELLED),
                        Map.entry("capture", Stage.CAPTURED),
                        Map.entry("refund", Stage.REJECTED),
                        Map.entry("reversal", Stage.REVERSED),
                        Map.entry("dispute", Stage.REVERSED),
                        Map.entry("payout_item", Stage.REVERSED));
    }

    @Test
    void theModeIsThatOfTheAddressOrNotKnown() throws UnreadableException {
        Event live = capture("COMPLETED", 0);

        assertThat(changed(live, "api.paypal.com/v1/notifications", "api.sandbox.paypal.com/v1/notifications")
                        .entry(INTAKE)
                        .attributes())
                .containsEntry("live", "false");
        assertThat(changed(live, "api.paypal.com/v1/notifications", "10.0.0.1/v1/notifications")
                        .entry(INTAKE)
                        .attributes())
                .doesNotContainKey("live");
    }

    @ParameterizedTest
    @ValueSource(strings = {"INVOICING.INVOICE.PAID", "PAYMENT.PAYOUTSBATCH.SUCCESS", "CHECKOUT.ORDER.APPROVED"})
    void whatMovesNoMoneyIsCounted(String type) throws UnreadableException {
        assertThat(event(type, "x", "{}", 0).read(INTAKE)).containsExactly(new OutOfScope(type));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PAYMENT.REFERENCED-PAYOUT-ITEM.COMPLETED", "TELEPORTATION", "PAYMENT.", "."})
    void aTypeThatNobodyKnowsIsADeadLetter(String type) {
        assertThatThrownBy(() -> event(type, "x", "{\"id\":\"1\"}", 0).read(INTAKE))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("is not known");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"100.00\" | \"100,00\"        | decimal number",
                "\"100.00\" | \"1e400\"         | decimal number",
                "\"100.00\" | \"-100.00\"       | no amount of this",
                "\"100.00\" | 100               | value",
                "\"COMPLETED\" | \"TELEPORTED\" | status TELEPORTED",
                "\"status\" | \"statute\"       | state",
                "\"id\":\"CAP1\" | \"id\":\"\"  | id",
                "2026-03-01T12:00:00Z | noon    | update_time",
                "2026-03-01T13:00:00Z | one     | create_time",
                "\"resource\": | \"source\":    | resource",
            })
    void whatMakesNoSenseIsADeadLetterThatSaysWhy(String there, String instead, String why) {
        Event capture = capture("COMPLETED", 0);

        assertThatThrownBy(
                        () -> changed(capture, there.strip(), instead.strip()).read(INTAKE))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource({"JPY, 100, 100", "KWD, 1.234, 1234", "USD, 1.0, 100"})
    void decimalsAreThoseOfTheCurrency(String currency, String amount, long minor) throws UnreadableException {
        Event capture = changed(
                capture("COMPLETED", 0),
                "\"value\":\"100.00\",\"currency_code\":\"USD\"",
                "\"value\":\"" + amount + "\",\"currency_code\":\"" + currency + "\"");

        assertThat(capture.entry(INTAKE).amount()).isEqualTo(new Money(minor, currency));
    }

    @Test
    void everySampleIsReadAsTheMoneyItMoves() throws IOException {
        Path samples = Path.of(System.getProperty("tieout.shared", "../../shared"), "samples", "paypal");
        assumeTrue(Files.isDirectory(samples), "There are no samples in " + samples);
        var read = new ArrayList<String>();
        try (var files = Files.list(samples)) {
            for (Path file : files.filter(one -> one.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                var type = new ObjectMapper()
                        .readTree(file.toFile())
                        .path("event_type")
                        .asText();
                try {
                    var said = new Event("M1", Map.of(), Files.readString(file))
                            .read(INTAKE)
                            .get(0);
                    if (said instanceof EntryStated stated) {
                        read.add(type + ": " + stated.entry().id().object() + " "
                                + stated.entry().id().id() + " "
                                + stated.entry().stage() + " " + stated.entry().amount() + stated.problems());
                    } else {
                        assertThat(type).matches("INVOICING.*|PAYMENT.PAYOUTSBATCH.*");
                    }
                } catch (UnreadableException e) {
                    read.add(type + ": UNREADABLE " + e.why());
                }
            }
        }
        assertThat(read)
                .containsExactlyInAnyOrder(
                        "CUSTOMER.DISPUTE.CREATED: dispute PP-000-001-341-393 DISPUTED USD -11.56[]",
                        "PAYMENT.AUTHORIZATION.CREATED: authorization 29R443392M774720E AUTHORIZED USD 0.48[]",
                        "PAYMENT.CAPTURE.COMPLETED: capture 42311647XV020574X CAPTURED USD 7.47[]",
                        "PAYMENT.CAPTURE.PENDING: capture 0C90432034385860N INITIATED EUR 2.25[]",
                        "PAYMENT.CAPTURE.REFUNDED: refund 8VC964970N548345V REFUNDED USD -0.15[]",
                        "PAYMENT.SALE.COMPLETED: sale 80021663DE681814L CAPTURED USD 0.48[]",
                        "PAYMENT.SALE.REFUNDED: refund 6YX43824R4443062K REFUNDED USD -0.02[]",
                        "PAYMENT.PAYOUTS-ITEM.BLOCKED: payout_item AYNYWNCHBD8KS REJECTED USD -1.00[]",
                        "PAYMENT.PAYOUTS-ITEM.CANCELED: payout_item AYNYWNCHBD8KS CANCELLED USD -1.00[]",
                        "PAYMENT.PAYOUTS-ITEM.DENIED: payout_item AYNYWNCHBD8KS REJECTED USD -1.00[]",
                        "PAYMENT.PAYOUTS-ITEM.FAILED: payout_item AYNYWNCHBD8KS REJECTED USD -1.00[]",
                        "PAYMENT.PAYOUTS-ITEM.HELD: payout_item AYNYWNCHBD8KS INITIATED USD -1.00[]",
                        "PAYMENT.PAYOUTS-ITEM.REFUNDED: payout_item AYNYWNCHBD8KS REVERSED USD -1.00[]",
                        "PAYMENT.PAYOUTS-ITEM.RETURNED: payout_item AYNYWNCHBD8KS REVERSED USD -1.00[]",
                        "PAYMENT.PAYOUTS-ITEM.SUCCEEDED: payout_item AYNYWNCHBD8KS PAID_OUT USD -1.00[]",
                        "PAYMENT.PAYOUTS-ITEM.UNCLAIMED: payout_item AYNYWNCHBD8KS INITIATED USD -1.00[]");
    }

    private static Event changed(Event said, String there, String instead) {
        assertThat(said.body()).contains(there);
        return new Event(said.account(), said.headers(), said.body().replace(there, instead));
    }

    private static String usd(String value) {
        return "{\"value\":\"" + value + "\",\"currency_code\":\"USD\"}";
    }

    private static String times(int second) {
        return "\"create_time\":\"2026-03-01T12:00:00Z\",\"update_time\":\"2026-03-01T12:00:0" + second + "Z\"";
    }

    private static Event capture(String status, int second) {
        return event(
                "PAYMENT.CAPTURE.COMPLETED",
                "capture",
                "{\"id\":\"CAP1\",\"status\":\"" + status + "\",\"amount\":" + usd("100.00")
                        + ",\"seller_receivable_breakdown\":{\"gross_amount\":" + usd("100.00") + ",\"paypal_fee\":"
                        + usd("3.98") + ",\"net_amount\":" + usd("96.02")
                        + "},\"supplementary_data\":{\"related_ids\":{\"order_id\":\"ORD1\",\"authorization_id\":\"AUT1\"}},"
                        + times(second) + "}",
                second);
    }

    private static Event refund(String type, String status, String amount, int second) {
        return event(
                type,
                "refund",
                "{\"id\":\"REF1\",\"status\":\"" + status + "\",\"amount\":" + usd(amount)
                        + ",\"seller_payable_breakdown\":{\"gross_amount\":" + usd("1.50") + ",\"paypal_fee\":"
                        + usd("0.05") + ",\"net_amount\":" + usd("1.45")
                        + "},\"links\":[{\"rel\":\"up\",\"href\":\"https://api.paypal.com/v2/payments/captures/CAP1\"}],"
                        + times(second) + "}",
                second);
    }

    private static Event authorization(String status, int second) {
        return event(
                "PAYMENT.AUTHORIZATION.CREATED",
                "authorization",
                "{\"id\":\"AUT1\",\"status\":\"" + status + "\",\"amount\":" + usd("100.00") + "," + times(second)
                        + "}",
                second);
    }

    private static Event dispute(String status, @Nullable String outcome, String phase, int second) {
        return event(
                "CUSTOMER.DISPUTE.UPDATED",
                "dispute",
                "{\"dispute_id\":\"PP-1\",\"disputed_transactions\":[{\"seller_transaction_id\":\"CAP1\"}],\"reason\":\"UNAUTHORIZED\",\"status\":\""
                        + status + "\",\"dispute_life_cycle_stage\":\"" + phase + "\",\"dispute_amount\":"
                        + usd("11.56")
                        + (outcome == null ? "" : ",\"dispute_outcome\":{\"outcome_code\":\"" + outcome + "\"}") + ","
                        + times(second) + "}",
                second);
    }

    private static Event payout(String status) {
        return event(
                "PAYMENT.PAYOUTS-ITEM.X",
                "payouts_item",
                "{\"transaction_status\":\"" + status
                        + "\",\"payout_item_fee\":{\"currency\":\"USD\",\"value\":\"0.25\"},\"payout_batch_id\":\"B1\",\"payout_item\":{\"amount\":{\"currency\":\"USD\",\"value\":\"1.0\"},\"sender_item_id\":\"Item1\"},\"payout_item_id\":\"ITM1\",\"time_processed\":\"2026-03-01T12:00:00Z\",\"transaction_id\":\"T1\"}",
                0);
    }

    private static Event event(String type, String resourceType, String resource, int minute) {
        return new Event(
                "M1",
                Map.of(),
                "{\"id\":\"WH-" + type + minute + "\",\"create_time\":\"2026-03-01T13:0" + minute
                        + ":00Z\",\"resource_type\":\"" + resourceType + "\",\"event_type\":\"" + type
                        + "\",\"resource\":"
                        + resource
                        + ",\"links\":[{\"rel\":\"self\",\"href\":\"https://api.paypal.com/v1/notifications/webhooks-events/WH-1\"}]}");
    }
}
