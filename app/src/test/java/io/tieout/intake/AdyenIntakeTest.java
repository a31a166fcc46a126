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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From Adyen's notifications to entries. */
final class AdyenIntakeTest {

    private static final Intake INTAKE = new AdyenIntake();

    @Test
    void aPaymentIsAnAuthorisationUnderItsPspReference() throws UnreadableException {
        Entry payment = event("AUTHORISATION", "P1", "", true, 0).entry(INTAKE);

        assertThat(payment.id().toString()).isEqualTo("adyen/ShopNL/authorisation/P1");
        assertThat(payment.stage()).isEqualTo(Stage.AUTHORIZED);
        assertThat(payment.amount()).isEqualTo(new Money(4500, "EUR"));
        assertThat(payment.reference(List.of("PAYMENT"))).contains("P1");
        assertThat(payment.reference(List.of("DOCUMENT"))).contains("S00012");
        assertThat(payment.statedAt()).isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
        assertThat(payment.businessAt()).isEqualTo(payment.statedAt());
        assertThat(payment.attributes()).containsOnly(Map.entry("live", "true"), Map.entry("payment_method", "visa"));
    }

    @ParameterizedTest
    @CsvSource({
        "PENDING,                  true,  authorisation,   P2, INITIATED,   4500",
        "AUTHORISATION,            true,  authorisation,   P2, AUTHORIZED,  4500",
        "AUTHORISATION,            false, authorisation,   P2, REJECTED,    4500",
        "AUTHORISATION_ADJUSTMENT, true,  authorisation,   P1, AUTHORIZED,  4500",
        "CANCELLATION,             true,  authorisation,   P1, CANCELLED,   4500",
        "TECHNICAL_CANCEL,         true,  authorisation,   P1, CANCELLED,   4500",
        "EXPIRE,                   true,  authorisation,   P1, CANCELLED,   4500",
        "OFFER_CLOSED,             true,  authorisation,   P2, CANCELLED,   4500",
        "CAPTURE,                  true,  capture,         P2, CAPTURED,    4500",
        "CAPTURE,                  false, capture,         P2, REJECTED,    4500",
        "CAPTURE_FAILED,           true,  capture,         P2, REJECTED,    4500",
        "POSTPONED_REFUND,         true,  refund,          P2, INITIATED,  -4500",
        "REFUND,                   true,  refund,          P2, REFUNDED,   -4500",
        "REFUND,                   false, refund,          P2, REJECTED,   -4500",
        "REFUND_WITH_DATA,         true,  refund,          P2, REFUNDED,   -4500",
        "REFUND_FAILED,            true,  refund,          P2, REJECTED,   -4500",
        "REFUNDED_REVERSED,        true,  refund,          P2, REVERSED,   -4500",
        "CHARGEBACK,               true,  chargeback,      P2, DISPUTED,   -4500",
        "CHARGEBACK_REVERSED,      true,  chargeback,      P2, REVERSED,   -4500",
        "SECOND_CHARGEBACK,        true,  chargeback,      P2, DISPUTED,   -4500",
        "PREARBITRATION_WON,       true,  chargeback,      P2, REVERSED,   -4500",
        "PREARBITRATION_LOST,      true,  chargeback,      P2, DISPUTED,   -4500",
        "PAYOUT_THIRDPARTY,        true,  payout,          P2, PAID_OUT,   -4500",
        "PAYOUT_THIRDPARTY,        false, payout,          P2, REJECTED,   -4500",
        "PAIDOUT_REVERSED,         true,  payout_reversal, P2, REVERSED,    4500",
    })
    void aCodeAndItsResultSayWhereTheObjectStands(
            String code, boolean success, String object, String id, Stage stage, long minor)
            throws UnreadableException {
        Entry entry = event(code, "P2", "P1", success, 0).entry(INTAKE);

        assertThat(entry.id()).isEqualTo(new EntryId("adyen", "ShopNL", object, id));
        assertThat(entry.stage()).isEqualTo(stage);
        assertThat(entry.amount()).isEqualTo(new Money(minor, "EUR"));
    }

    @Test
    void aModificationIsJoinedByTheOriginalAndNotByAReferenceThatAnybodyMayHaveGiven() throws UnreadableException {
        Entry refund = event("REFUND", "P2", "P1", true, 0).entry(INTAKE);

        assertThat(refund.reference(List.of("REFUND"))).contains("P2");
        assertThat(refund.reference(List.of("PAYMENT_REFUNDED"))).contains("P1");
        assertThat(refund.reference(List.of("DOCUMENT"))).isEmpty();
        assertThat(refund.reference(List.of("MERCHANT_REFERENCE"))).contains("S00012");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CANCELLATION", "TECHNICAL_CANCEL", "AUTHORISATION_ADJUSTMENT", "CANCEL_OR_REFUND"})
    void aChangeThatFailedChangesNothing(String code) throws UnreadableException {
        assertThat(event(code, "P2", "P1", false, 0).read(INTAKE))
                .containsExactly(new OutOfScope(code + " that failed"));
    }

    @Test
    void cancelOrRefundIsWhatItSaysItBecame() throws UnreadableException {
        Event said = event("CANCEL_OR_REFUND", "P2", "P1", true, 0);

        assertThat(with(said, "cancel").entry(INTAKE).id().toString()).isEqualTo("adyen/ShopNL/authorisation/P1");
        assertThat(with(said, "refund").entry(INTAKE).id().toString()).isEqualTo("adyen/ShopNL/refund/P2");
        assertThatThrownBy(() -> said.read(INTAKE))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("modification.action");
    }

    @Test
    void anExpiredPaymentIsItsOwnWhereNoOriginalIsNamed() throws UnreadableException {
        assertThat(event("EXPIRE", "P1", "", true, 0).entry(INTAKE).id().id()).isEqualTo("P1");
    }

    @ParameterizedTest
    @CsvSource({
        "EUR, 4500, 4500",
        "JPY, 500, 500", // no decimals here and there
        "KWD, 1230, 1230", // three here and there
        "CLP, 10000, 100", // two at Adyen, none by ISO 4217
        "ISK, 10000, 100",
        "IDR, 7, 700", // none at Adyen, two by ISO 4217
        "CVE, 7, 700",
    })
    void minorUnitsAreThoseOfIso4217(String currency, long smallest, long minor) throws UnreadableException {
        Event said = changed(event("CAPTURE", "P2", "P1", true, 0), "\"value\":4500", "\"value\":" + smallest);

        assertThat(changed(said, "EUR", currency).entry(INTAKE).amount()).isEqualTo(new Money(minor, currency));
    }

    @Test
    void whatIsNoAmountIsAProblem() throws UnreadableException {
        var fraction = (EntryStated)
                changed(event("CAPTURE", "P2", "P1", true, 0), "EUR\",\"value\":4500", "ISK\",\"value\":150")
                        .read(INTAKE)
                        .get(0);
        var unknown = (EntryStated) changed(event("CAPTURE", "P2", "P1", true, 0), "EUR", "XQQ")
                .read(INTAKE)
                .get(0);

        assertThat(fraction.entry().amount()).isNull();
        assertThat(fraction.problems()).extracting("reason").containsExactly(Reason.FRACTION_OF_MINOR_UNIT);
        assertThat(unknown.problems()).extracting("reason").containsExactly(Reason.UNKNOWN_CURRENCY);
    }

    @Test
    void eachNotificationOfABatchIsReadAndABadOneStopsNoOther() throws UnreadableException {
        Event batch = batch(
                item("AUTHORISATION", "P1", "", true, 0),
                item("TELEPORTATION", "P2", "P1", true, 1),
                item("CAPTURE", "P3", "P1", true, 2));

        List<Statement> statements = batch.read(INTAKE);

        assertThat(statements).hasSize(3);
        assertThat(statements.get(0)).isInstanceOf(EntryStated.class);
        assertThat(statements.get(1)).isInstanceOfSatisfying(Unmappable.class, bad -> {
            assertThat(bad.what()).isEqualTo("Notification 2 of 3");
            assertThat(bad.why()).contains("TELEPORTATION");
            assertThat(bad.image()).contains("\"P2\"");
        });
        assertThat(statements.get(2)).isInstanceOf(EntryStated.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CAPTURE\" | TELEPORTATION\"                | Event code TELEPORTATION is not known",
                "\"success\":\"true\" | \"success\":\"yes\" | success",
                "\"value\":4500 | \"value\":45.5            | amount.value",
                "\"value\":4500 | \"value\":-4500           | amount.value",
                "\"value\":4500 | \"value\":1e99            | amount.value",
                "\"value\":4500 | \"other\":1               | amount.value",
                "\"currency\":\"EUR\", | \"x\":1,           | currency",
                "2026-03-01T13:00:00+01:00 | yesterday      | eventDate",
                "2026-03-01T13:00:00+01:00 | 2026-02-30T13:00:00+01:00 | eventDate",
                "\"pspReference\":\"P2\" | \"pspReference\":\"\" | pspReference",
                "ShopNL | ShopBE                            | merchant account ShopBE",
                "\"live\":\"true\" | \"live\":\"perhaps\"   | live",
                "notificationItems | items                  | notificationItems",
                "\"eventCode\" | \"code\"                   | eventCode",
            })
    void whatMakesNoSenseIsADeadLetterThatSaysWhy(String there, String instead, String why) {
        Event absurd = changed(event("CAPTURE", "P2", "P1", true, 0), there.strip(), instead.strip());

        assertThatThrownBy(() -> absurd.read(INTAKE))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aChangeOfNobodyKnowsWhatIsADeadLetter() {
        assertThatThrownBy(() -> event("CANCELLATION", "P2", "", true, 0).read(INTAKE))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("originalReference");
    }

    @Test
    void whatMovesNoMoneyIsCounted() throws UnreadableException {
        assertThat(event("REPORT_AVAILABLE", "P2", "", true, 0).read(INTAKE))
                .containsExactly(new OutOfScope("REPORT_AVAILABLE"));
    }

    @Test
    void aYearBeyondAllYearsStopsNothing() throws UnreadableException {
        Event absurd = changed(
                event("CAPTURE", "P2", "P1", true, 0), "2026-03-01T13:00:00+01:00", "+999999999-01-01T00:00:00+00:00");

        assertThat(absurd.entry(INTAKE).statedAt()).isEqualTo(Instant.parse("9999-12-01T00:00:00Z"));
    }

    @Test
    void aPaymentEndsInTheSameInAnyOrderAndHoweverOftenEachComes() throws UnreadableException {
        var events = List.of(
                event("PENDING", "P1", "", true, 0),
                event("AUTHORISATION", "P1", "", true, 0),
                event("CAPTURE", "C1", "P1", true, 10),
                event("CAPTURE_FAILED", "C1", "P1", true, 20),
                event("CAPTURE", "C1", "P1", true, 30),
                event("CAPTURE", "C2", "P1", true, 31),
                event("REFUND", "R1", "P1", true, 40),
                event("REFUND_FAILED", "R1", "P1", true, 40),
                event("REFUND", "R2", "P1", true, 41),
                event("REFUNDED_REVERSED", "R2", "P1", true, 50),
                event("CHARGEBACK", "D1", "P1", true, 55),
                event("CHARGEBACK_REVERSED", "D1", "P1", true, 56),
                event("SECOND_CHARGEBACK", "D1", "P1", true, 57),
                batch(item("AUTHORISATION", "P9", "", true, 1), item("CANCELLATION", "X1", "P9", true, 1)));

        endInTheSameInAnyOrder(INTAKE, events);

        assertThat(stages(newest(INTAKE, events)))
                .containsOnly(
                        Map.entry("authorisation/P1", Stage.AUTHORIZED),
                        // Adyen tries a failed capture again under the same reference.
                        Map.entry("capture/C1", Stage.CAPTURED),
                        Map.entry("capture/C2", Stage.CAPTURED),
                        Map.entry("refund/R1", Stage.REJECTED),
                        Map.entry("refund/R2", Stage.REVERSED),
                        Map.entry("chargeback/D1", Stage.DISPUTED),
                        Map.entry("authorisation/P9", Stage.CANCELLED));
    }

    @Test
    void everySampleIsReadAsTheMoneyItMoves() throws IOException {
        Path samples = Path.of(System.getProperty("tieout.shared", "../../shared"), "samples", "adyen");
        assumeTrue(Files.isDirectory(samples), "There are no samples in " + samples);
        var read = new TreeMap<String, String>();
        try (var files = Files.list(samples)) {
            for (Path file : files.sorted().toList()) {
                var name = file.getFileName().toString();
                var json = new ObjectMapper();
                if (!name.endsWith(".json") || !json.readTree(file.toFile()).has("notificationItems")) {
                    continue;
                }
                var item = json.readTree(file.toFile()).at("/notificationItems/0/NotificationRequestItem");
                var account = item.path("merchantAccountCode").asText();
                try {
                    var said = new Event(account, Map.of(), Files.readString(file))
                            .read(INTAKE)
                            .get(0);
                    read.put(
                            name.replaceAll("java_notification_|openapi_|-.*|\\.json", "")
                                    + (name.startsWith("java") ? " (java)" : ""),
                            said instanceof EntryStated stated
                                    ? stated.entry().id().object() + " "
                                            + stated.entry().stage() + " "
                                            + stated.entry().amount() + " "
                                            + item.at("/amount/value").asText()
                                    : said.toString());
                } catch (UnreadableException e) {
                    read.put(name, "UNREADABLE " + e.why());
                }
            }
        }
        var money = read.entrySet().stream()
                .filter(one -> !one.getValue().startsWith("OutOfScope"))
                .map(one -> one.getKey() + ": " + one.getValue())
                .toList();
        assertThat(money)
                .containsExactly(
                        "AUTHORISATION: authorisation AUTHORIZED EUR 10.00 1000",
                        "AUTHORISATION_ADJUSTMENT: authorisation AUTHORIZED EUR 10.00 1000",
                        "CANCELLATION: authorisation CANCELLED EUR 10.00 1000",
                        "CANCEL_OR_REFUND: authorisation CANCELLED EUR 10.00 1000",
                        "CAPTURE: capture CAPTURED EUR 10.00 1000",
                        "CAPTURE_FAILED: capture REJECTED EUR 10.00 1000",
                        "CHARGEBACK: chargeback DISPUTED EUR -10.00 1000",
                        "EXPIRE: authorisation CANCELLED EUR 10.00 1000",
                        "PAYOUT_THIRDPARTY: payout PAID_OUT EUR -10.00 1000",
                        "PREARBITRATION_WON: chargeback REVERSED EUR -10.00 1000",
                        "REFUND: refund REJECTED EUR -10.00 1000",
                        "TECHNICAL_CANCEL: authorisation CANCELLED EUR 10.00 1000",
                        "authorisation (java): authorisation AUTHORIZED EUR 101.00 10100",
                        "cancellation (java): authorisation CANCELLED EUR 5.00 500",
                        "capture (java): capture CAPTURED USD 236.23 23623",
                        "refund (java): refund REFUNDED EUR -15.00 1500");
        assertThat(read).hasSizeGreaterThan(money.size());
    }

    private static Map<String, Stage> stages(Map<EntryId, Entry> entries) {
        var stages = new TreeMap<String, Stage>();
        entries.forEach((id, entry) -> stages.put(id.object() + "/" + id.id(), entry.stage()));
        return stages;
    }

    private static Event with(Event said, String action) {
        return changed(said, "\"additionalData\":{", "\"additionalData\":{\"modification.action\":\"" + action + "\",");
    }

    private static Event changed(Event said, String there, String instead) {
        assertThat(said.body()).contains(there);
        return new Event(said.account(), said.headers(), said.body().replace(there, instead));
    }

    private static Event event(String code, String psp, String original, boolean success, int second) {
        return batch(item(code, psp, original, success, second));
    }

    private static Event batch(String... items) {
        var wrapped = new ArrayList<String>();
        for (String item : items) {
            wrapped.add("{\"NotificationRequestItem\":" + item + "}");
        }
        return new Event(
                "ShopNL", Map.of(), "{\"live\":\"true\",\"notificationItems\":[" + String.join(",", wrapped) + "]}");
    }

    private static String item(String code, String psp, String original, boolean success, int second) {
        return "{\"additionalData\":{\"hmacSignature\":\"x\"},\"amount\":{\"currency\":\"EUR\",\"value\":4500},\"eventCode\":\""
                + code + "\",\"eventDate\":\"2026-03-01T13:00:" + (second < 10 ? "0" : "") + second
                + "+01:00\",\"merchantAccountCode\":\"ShopNL\",\"merchantReference\":\"S00012\",\"originalReference\":\""
                + original + "\",\"paymentMethod\":\"visa\",\"pspReference\":\"" + psp
                + "\",\"reason\":\"\",\"success\":\""
                + success + "\"}";
    }
}
