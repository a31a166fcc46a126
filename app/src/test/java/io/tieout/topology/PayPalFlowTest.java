package io.tieout.topology;

import static io.tieout.topology.OdooLog.payment;
import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.connect.RawTopics;
import io.tieout.intake.Intake;
import io.tieout.intake.PayPalIntake;
import io.tieout.policy.PolicyFiles;
import io.tieout.v1.Entry;
import io.tieout.v1.Match;
import io.tieout.v1.ReconciliationException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PayPal's webhooks and the rows of its transaction search in one log, in the real flow. */
final class PayPalFlowTest {

    private final Flow flow = new Flow(
            PolicyFiles.offered().stream()
                    .filter(policy -> policy.name().startsWith("paypal-"))
                    .toList(),
            intakes());
    private final OdooLog odoo =
            new OdooLog(flow).snapshot("payment_provider", "{\"id\":13,\"code\":\"paypal\",\"state\":\"enabled\"}");

    private static Map<String, Intake> intakes() {
        var intakes = new HashMap<>(Application.intakes());
        intakes.put(RawTopics.PAYPAL_EVENT, new PayPalIntake(true));
        return intakes;
    }

    @AfterEach
    void close() {
        flow.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook row", "row webhook", "row webhook row webhook"})
    void oneCaptureHoweverOftenAndByWhomItIsTold(String order) {
        odoo.commits("2026-03-02T10:00:05Z", payment(1, "done", "45.00", "CAP1", "2026-03-02T10:00:00Z"));
        for (String teller : order.split(" ")) {
            if (teller.equals("row")) {
                row("CAP1", "T0006", "45.00", "2026-03-02T09:59:58");
            } else {
                webhook("CAP1", "45.00", "2026-03-02T09:59:57");
            }
        }
        covers("2026-02-20T00:00:00Z", "2026-03-04T00:00:00Z");
        odoo.beats("2026-03-04T12:00:00Z");

        var matches = flow.all(Match.class, one -> true);
        assertThat(matches).extracting(Match::getMatchId).containsOnly("paypal-capture|CAP1");
        assertThat(matches.get(matches.size() - 1).getEntries()).hasSize(2);
        assertThat(flow.all(Entry.class, one -> one.getSource().equals("paypal")))
                .extracting(Entry::getEntryId)
                .containsOnly("paypal/M1/capture/CAP1");
        assertThat(exceptions()).isEmpty();
        assertThat(flow.deadLetters()).isEmpty();
    }

    @Test
    void theNamesThatTheWebhookGaveStay() {
        webhook("CAP1", "45.00", "2026-03-02T09:59:57");
        row("CAP1", "T0006", "45.00", "2026-03-02T09:59:58");
        var entries = flow.all(Entry.class, one -> one.getSource().equals("paypal"));
        assertThat(entries.get(entries.size() - 1).getReferences())
                .extracting(reference -> reference.getKind() + "=" + reference.getValue())
                .containsExactlyInAnyOrder("CAPTURE=CAP1", "ORDER=ORD1", "DOCUMENT=INV1");
    }

    @Test
    void whatPayPalLacksIsReportedOnceItsTransactionsAreCoveredAndTakenBackWhenTheyCome() {
        odoo.commits("2026-03-02T10:00:05Z", payment(1, "done", "45.00", "CAP1", "2026-03-02T10:00:00Z"));
        covers("2026-02-20T00:00:00Z", "2026-03-03T10:00:00Z");
        odoo.beats("2026-03-06T10:00:00Z");
        assertThat(exceptions()).isEmpty();

        covers("2026-02-20T00:00:00Z", "2026-03-03T12:00:00Z");
        assertThat(exceptions()).containsExactly("paypal-capture|CAP1|provider|BOOKED_NOT_CAPTURED OPEN");

        row("CAP1", "T0006", "45.00", "2026-03-02T09:59:58");
        assertThat(exceptions()).contains("paypal-capture|CAP1|provider|BOOKED_NOT_CAPTURED RESOLVED");
    }

    @Test
    void rowsOfAllKindsAreEntriesAndRefundsAreMatched() {
        odoo.commits("2026-03-02T10:00:05Z", OdooLog.refund(2, "done", "-4.00", "REF1", "2026-03-02T10:00:00Z"));
        row("REF1", "T1107", "-4.00", "2026-03-02T10:00:01");
        row("W1", "T0400", "-500.00", "2026-03-02T11:00:01");
        row("F1", "T0106", "-1.00", "2026-03-02T11:00:02");

        assertThat(flow.all(Match.class, one -> true))
                .extracting(Match::getMatchId)
                .containsExactly("paypal-refund|REF1");
        assertThat(flow.all(Entry.class, one -> one.getSource().equals("paypal")))
                .extracting(Entry::getEntryId)
                .containsExactly("paypal/M1/refund/REF1", "paypal/M1/withdrawal/W1-T0400", "paypal/M1/fee/F1-T0106");
    }

    @Test
    void aPolledAccountThatIsSilentForLongIsSaid() {
        covers("2026-02-20T00:00:00Z", "2026-03-03T10:00:00Z");
        flow.wallClock(Duration.ofDays(30));
        assertThat(exceptions())
                .anyMatch(exception -> exception.contains("paypal/M1") && exception.contains("SOURCE_STALE"));
    }

    private void covers(String from, String to) {
        flow.raw(
                RawTopics.PAYPAL_EVENT,
                "M1",
                RawTopics.KIND_COVERAGE,
                "{\"account\":\"M1\",\"from\":" + Instant.parse(from).toEpochMilli() + ",\"to\":"
                        + Instant.parse(to).toEpochMilli() + "}");
    }

    private void row(String id, String code, String amount, String at) {
        flow.raw(
                RawTopics.PAYPAL_EVENT,
                "M1",
                Map.of(
                        RawTopics.HEADER_KIND,
                        RawTopics.KIND_LISTED,
                        RawTopics.HEADER_EVENT,
                        "reporting/transactions",
                        RawTopics.HEADER_LIVE,
                        "true"),
                "{\"transaction_info\":{\"transaction_id\":\"" + id + "\",\"paypal_reference_id\":\"ORD1\","
                        + "\"paypal_reference_id_type\":\"ODR\",\"transaction_event_code\":\"" + code
                        + "\",\"transaction_initiation_date\":\"" + at
                        + "+0000\",\"transaction_updated_date\":\"" + at
                        + "+0000\",\"transaction_amount\":{\"currency_code\":\"EUR\",\"value\":\"" + amount
                        + "\"},\"fee_amount\":{\"currency_code\":\"EUR\",\"value\":\"-0.50\"},"
                        + "\"transaction_status\":\"S\",\"invoice_id\":\"INV1\"}}");
    }

    private void webhook(String id, String amount, String at) {
        flow.raw(
                RawTopics.PAYPAL_EVENT,
                "M1",
                RawTopics.KIND_EVENT,
                "{\"id\":\"WH-1\",\"create_time\":\"" + at
                        + "Z\",\"resource_type\":\"capture\",\"event_type\":\"PAYMENT.CAPTURE.COMPLETED\",\"resource\":{\"id\":\""
                        + id + "\",\"status\":\"COMPLETED\",\"amount\":{\"value\":\"" + amount
                        + "\",\"currency_code\":\"EUR\"},\"supplementary_data\":{\"related_ids\":{\"order_id\":\"ORD1\"}},"
                        + "\"create_time\":\"" + at + "Z\",\"update_time\":\"" + at
                        + "Z\"},\"links\":[{\"rel\":\"self\",\"href\":\"https://api.paypal.com/v1/notifications/webhooks-events/1\"}]}");
    }

    private List<String> exceptions() {
        var exceptions = new ArrayList<String>();
        flow.all(ReconciliationException.class, one -> true)
                .forEach(one -> exceptions.add(one.getExceptionId() + " " + one.getStatus()));
        return exceptions;
    }
}
