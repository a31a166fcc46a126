package io.tieout.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.connect.RawTopics;
import io.tieout.intake.Statement.EntryDeleted;
import io.tieout.intake.Statement.EntryStated;
import io.tieout.intake.Statement.OutOfScope;
import io.tieout.matching.Entry;
import io.tieout.matching.EntryId;
import io.tieout.matching.Lineage;
import io.tieout.matching.Money;
import io.tieout.matching.Reference;
import io.tieout.matching.Stage;
import io.tieout.matching.Version;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of PayPal's transaction search, alone and beside the webhooks of the same money. */
final class PayPalSearchTest {

    private static final Intake INTAKE = new PayPalIntake(false);

    @Test
    void whatIsReceivedIsTheCaptureOfItsWebhook() throws UnreadableException {
        Entry capture = entry(row("CAP1", "T0006", "S", "100.00", "-3.98", 2, "ORD1", "ODR"));

        assertThat(capture.id().toString()).isEqualTo("paypal/M1/capture/CAP1");
        assertThat(capture.stage()).isEqualTo(Stage.CAPTURED);
        assertThat(capture.amount()).isEqualTo(new Money(10000, "USD"));
        assertThat(capture.measures())
                .containsOnly(Map.entry("fee", new Money(-398, "USD")), Map.entry("net", new Money(9602, "USD")));
        assertThat(capture.references())
                .containsExactlyInAnyOrder(
                        new Reference("CAPTURE", "CAP1"),
                        new Reference("ORDER", "ORD1"),
                        new Reference("DOCUMENT", "INV1"),
                        new Reference("CUSTOM", "C1"));
        assertThat(capture.attributes()).containsOnly(Map.entry("code", "T0006"), Map.entry("live", "true"));
        assertThat(capture.businessAt()).isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
        assertThat(capture.statedAt()).isEqualTo(Instant.parse("2026-03-01T12:00:02Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "T0006, 10.00,  S, capture,      CAPTURED,  X1,       CAPTURE",
        "T0006, 10.00,  P, capture,      INITIATED, X1,       CAPTURE",
        "T0006, 10.00,  F, capture,      CAPTURED,  X1,       CAPTURE",
        "T0006, 10.00,  V, capture,      CAPTURED,  X1,       CAPTURE",
        "T0006, 10.00,  D, capture,      REJECTED,  X1,       CAPTURE",
        "T0001, -10.00, S, payment_sent, PAID_OUT,  X1-T0001, PAYMENT_SENT",
        "T0106, -10.00, S, fee,          SETTLED,   X1-T0106, FEE",
        "T0200, -10.00, S, conversion,   SETTLED,   X1-T0200, CONVERSION",
        "T0300, 10.00,  S, deposit,      SETTLED,   X1-T0300, DEPOSIT",
        "T0400, -10.00, S, withdrawal,   PAID_OUT,  X1-T0400, WITHDRAWAL",
        "T0400, -10.00, P, withdrawal,   INITIATED, X1-T0400, WITHDRAWAL",
        "T0400, -10.00, V, withdrawal,   REVERSED,  X1-T0400, WITHDRAWAL",
        "T0403, -10.00, D, withdrawal,   REJECTED,  X1-T0403, WITHDRAWAL",
        "T1107, -10.00, S, refund,       REFUNDED,  X1,       CAPTURE_REFUNDED",
        "T1107, -10.00, V, refund,       CANCELLED, X1,       CAPTURE_REFUNDED",
        "T1106, -10.00, S, reversal,     REVERSED,  X1,       CAPTURE_REVERSED",
        "T1114, 10.00,  S, adjustment,   SETTLED,   X1-T1114, RELATED",
        "T1110, -10.00, S, hold,         SETTLED,   X1-T1110, RELATED",
        "T1111, 10.00,  S, hold,         SETTLED,   X1-T1111, RELATED",
        "T1201, -10.00, S, adjustment,   SETTLED,   X1-T1201, RELATED",
        "T1501, -10.00, S, hold,         SETTLED,   X1-T1501, RELATED",
        "T2101, -10.00, S, hold,         SETTLED,   X1-T2101, RELATED",
        "T9900, -10.00, S, movement,     SETTLED,   X1-T9900, RELATED",
    })
    void eachMovementIsAnEntry(
            String code, String amount, String status, String object, Stage stage, String id, String reference)
            throws UnreadableException {
        Entry entry = entry(row("X1", code, status, amount, "0.00", 0, "CAP1", "TXN"));

        assertThat(entry.id()).isEqualTo(new EntryId("paypal", "M1", object, id));
        assertThat(entry.stage()).isEqualTo(stage);
        assertThat(entry.amount()).isEqualTo(new Money(amount.startsWith("-") ? -1000 : 1000, "USD"));
        String expected = reference.equals(object.toUpperCase(Locale.ROOT)) ? "X1" : "CAP1";
        assertThat(entry.reference(List.of(reference))).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({"T1300", "T9800"})
    void whatMovesNoMoneyIsCounted(String code) throws UnreadableException {
        assertThat(read(row("X1", code, "S", "10.00", "0.00", 0, "CAP1", "TXN"), new HeldMemory()))
                .containsExactly(new OutOfScope(code));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "T0006                | T7700        | code T7700 is not known",
                "T0006                | payment      | is none",
                "\"S\"                | \"X\"        | status X is not known",
                "transaction_id       | id           | transaction_id",
                "\"100.00\"           | \"100,00\"   | decimal number",
                "transaction_info     | info         | transaction_id",
                "2026-03-01T12:00:00+0000 | noon     | transaction_initiation_date",
            })
    void whatMakesNoSenseIsADeadLetterThatSaysWhy(String there, String instead, String why) {
        String row = row("X1", "T0006", "S", "100.00", "0.00", 0, "CAP1", "TXN");
        assertThat(row).contains(there);
        assertThatThrownBy(() -> read(row.replace(there, instead), new HeldMemory()))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aRowOfAnotherListIsNotGuessedAt() {
        RawRecord raw = new RawRecord(
                "M1",
                RawTopics.KIND_LISTED,
                Map.of(RawTopics.HEADER_EVENT, "reporting/balances"),
                "{}".getBytes(StandardCharsets.UTF_8),
                new Lineage("paypal.event", 0, 1));
        assertThatThrownBy(() -> INTAKE.read(raw, new HeldMemory())).hasMessageContaining("reporting/balances");
    }

    @Test
    void theSearchTakesNothingFromWhatTheWebhookSaid() throws UnreadableException {
        var memory = new HeldMemory();
        Entry told = stated(webhook("CAP1", "capture", "COMPLETED", "100.00", 1), memory);
        Entry both = stated(row("CAP1", "T0006", "S", "100.00", "-3.98", 2, "AUT1", "TXN"), memory);

        assertThat(both.id()).isEqualTo(told.id());
        assertThat(both.version()).isGreaterThan(told.version());
        assertThat(both.amount()).isEqualTo(told.amount());
        assertThat(both.measures()).containsAllEntriesOf(told.measures()).containsKeys("fee", "net");
        assertThat(both.references()).containsAll(told.references()).contains(new Reference("DOCUMENT", "INV1"));
        assertThat(both.attributes()).containsAllEntriesOf(told.attributes());
        assertThat(both.businessAt()).isEqualTo(told.businessAt());
    }

    @Test
    void aSearchThatIsAheadMovesACaptureOnAndKeepsItsOrder() throws UnreadableException {
        var memory = new HeldMemory();
        stated(webhook("CAP1", "capture", "PENDING", "100.00", 1), memory);
        Entry both = stated(row("CAP1", "T0006", "S", "100.00", "-3.98", 5, "AUT1", "TXN"), memory);

        assertThat(both.stage()).isEqualTo(Stage.CAPTURED);
        assertThat(both.reference(List.of("ORDER"))).contains("ORD1");
    }

    @Test
    void aSaleIsOneEntryThoughTheSearchCallsItACapture() throws UnreadableException {
        var memory = new HeldMemory();
        Entry first = stated(row("CAP1", "T0006", "S", "100.00", "-3.98", 2, "AUT1", "TXN"), memory);
        List<Statement> both = read(webhook("CAP1", "sale", "COMPLETED", "100.00", 1), memory);

        assertThat(both).hasSize(2);
        assertThat(both.get(0)).isInstanceOfSatisfying(EntryDeleted.class, gone -> {
            assertThat(gone.id()).isEqualTo(first.id());
            assertThat(gone.version()).isGreaterThan(first.version());
        });
        assertThat(((EntryStated) both.get(1)).entry().id().object()).isEqualTo("sale");
        Entry again = stated(row("CAP1", "T0006", "V", "100.00", "-3.98", 9, "AUT1", "TXN"), memory);
        assertThat(again.id().object()).isEqualTo("sale");
    }

    @Test
    void inWhateverOrderAndHoweverOftenBothSpeakItEndsInTheSame() throws UnreadableException {
        var said = List.of(
                webhook("CAP1", "capture", "PENDING", "100.00", 0),
                webhook("CAP1", "capture", "COMPLETED", "100.00", 3),
                webhook("CAP1", "capture", "PARTIALLY_REFUNDED", "100.00", 7),
                row("CAP1", "T0006", "P", "100.00", "0.00", 0, "AUT1", "TXN"),
                row("CAP1", "T0006", "S", "100.00", "-3.98", 4, "AUT1", "TXN"),
                row("CAP1", "T0006", "F", "100.00", "-3.98", 6, "AUT1", "TXN"),
                webhook("CAP2", "sale", "COMPLETED", "20.00", 3),
                row("CAP2", "T0003", "S", "20.00", "-0.50", 3, "AUT2", "TXN"),
                refund("REF1", "COMPLETED", 5),
                row("REF1", "T1107", "S", "-1.50", "0.05", 6, "CAP1", "TXN"),
                row("W1", "T0400", "P", "-500.00", "0.00", 6, "", ""),
                row("W1", "T0400", "S", "-500.00", "0.00", 8, "", ""));
        Map<EntryId, List<Object>> inOrder = end(said);
        assertThat(inOrder.keySet())
                .extracting(EntryId::object)
                .containsExactlyInAnyOrder("capture", "sale", "refund", "withdrawal");

        var random = new Random(20260301);
        for (int round = 0; round < 400; round++) {
            var shuffled = new ArrayList<>(said);
            for (int again = random.nextInt(said.size() + 1); again > 0; again--) {
                shuffled.add(said.get(random.nextInt(said.size())));
            }
            Collections.shuffle(shuffled, random);
            assertThat(end(shuffled)).as("round %d", round).isEqualTo(inOrder);
        }
    }

    /** What stands in the end, as the application would keep it: the newest version of each, and none that is deleted. */
    private static Map<EntryId, List<Object>> end(List<String> said) throws UnreadableException {
        var memory = new HeldMemory();
        var newest = new HashMap<EntryId, Entry>();
        var gone = new HashMap<EntryId, Version>();
        for (String one : said) {
            for (Statement statement : read(one, memory)) {
                if (statement instanceof EntryDeleted deleted) {
                    gone.put(deleted.id(), deleted.version());
                } else if (statement instanceof EntryStated stated) {
                    newest.merge(stated.entry().id(), stated.entry(), (known, now) -> {
                        int order = now.version().compareTo(known.version());
                        assertThat(order != 0 || now.saysTheSameAs(known))
                                .as("%s as version %s", now.id(), now.version())
                                .isTrue();
                        return order > 0 ? now : known;
                    });
                }
            }
        }
        newest.entrySet()
                .removeIf(one -> gone.containsKey(one.getKey())
                        && gone.get(one.getKey()).compareTo(one.getValue().version()) > 0);
        var end = new HashMap<EntryId, List<Object>>();
        newest.forEach((id, entry) -> {
            Set<Reference> references = new HashSet<>(entry.references());
            end.put(
                    id,
                    List.of(
                            entry.version(),
                            entry.stage(),
                            String.valueOf(entry.amount()),
                            entry.measures(),
                            references,
                            entry.attributes(),
                            String.valueOf(entry.businessAt())));
        });
        return end;
    }

    private static Entry entry(String body) throws UnreadableException {
        return stated(body, new HeldMemory());
    }

    private static Entry stated(String body, Memory memory) throws UnreadableException {
        List<Statement> statements = read(body, memory);
        assertThat(statements).hasSize(1);
        return ((EntryStated) statements.get(0)).entry();
    }

    private static List<Statement> read(String body, Memory memory) throws UnreadableException {
        boolean row = !body.contains("event_type");
        return INTAKE.read(
                new RawRecord(
                        "M1",
                        row ? RawTopics.KIND_LISTED : RawTopics.KIND_EVENT,
                        row
                                ? Map.of(
                                        RawTopics.HEADER_EVENT, "reporting/transactions", RawTopics.HEADER_LIVE, "true")
                                : Map.of(),
                        body.getBytes(StandardCharsets.UTF_8),
                        new Lineage("paypal.event", 0, 7)),
                memory);
    }

    static String row(
            String id,
            String code,
            String status,
            String amount,
            String fee,
            int second,
            String reference,
            String referenceType) {
        return "{\"transaction_info\":{\"transaction_id\":\"" + id + "\",\"transaction_event_code\":\"" + code
                + "\",\"transaction_initiation_date\":\"2026-03-01T12:00:00+0000\",\"transaction_updated_date\":\"2026-03-01T12:00:0"
                + second + "+0000\",\"transaction_amount\":{\"currency_code\":\"USD\",\"value\":\"" + amount
                + "\"},\"fee_amount\":{\"currency_code\":\"USD\",\"value\":\"" + fee
                + "\"},\"transaction_status\":\"" + status + "\",\"paypal_reference_id\":\"" + reference
                + "\",\"paypal_reference_id_type\":\"" + referenceType
                + "\",\"invoice_id\":\"INV1\",\"custom_field\":\"C1\"},\"payer_info\":{\"email_address\":\"b@example.com\"}}";
    }

    private static String webhook(String id, String object, String status, String amount, int second) {
        return "{\"id\":\"WH-" + id + status + "\",\"create_time\":\"2026-03-01T13:00:0" + second
                + "Z\",\"resource_type\":\"" + object + "\",\"event_type\":\"PAYMENT."
                + object.toUpperCase(Locale.ROOT) + ".COMPLETED\",\"resource\":{\"id\":\"" + id
                + "\",\"status\":\"" + status + "\",\"amount\":{\"value\":\"" + amount
                + "\",\"currency_code\":\"USD\"},\"supplementary_data\":{\"related_ids\":{\"order_id\":\"ORD1\"}},"
                + "\"create_time\":\"2026-03-01T12:00:00Z\",\"update_time\":\"2026-03-01T12:00:0" + second
                + "Z\"},\"links\":[{\"rel\":\"self\",\"href\":\"https://api.paypal.com/v1/notifications/webhooks-events/1\"}]}";
    }

    private static String refund(String id, String status, int second) {
        return webhook(id, "capture", status, "1.50", second)
                .replace("\"resource_type\":\"capture\"", "\"resource_type\":\"refund\"")
                .replace("CAPTURE.COMPLETED", "CAPTURE.REFUNDED")
                .replace("\"order_id\":\"ORD1\"", "\"capture_id\":\"CAP1\"");
    }
}
