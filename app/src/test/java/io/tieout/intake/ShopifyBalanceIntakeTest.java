package io.tieout.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.connect.RawTopics;
import io.tieout.intake.Statement.EntryStated;
import io.tieout.matching.Entry;
import io.tieout.matching.Lineage;
import io.tieout.matching.Money;
import io.tieout.matching.Reference;
import io.tieout.matching.Stage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From the lists of Shopify Payments to entries. */
final class ShopifyBalanceIntakeTest {

    private static final String PAYOUTS = "shopify_payments/payouts";
    private static final String TRANSACTIONS = "shopify_payments/balance/transactions";
    private static final Instant AS_OF = Instant.parse("2026-03-04T10:00:00Z");
    private static final Intake INTAKE = new ShopifyBalanceIntake();

    @ParameterizedTest
    @CsvSource({
        "scheduled,  43.12,  INITIATED, -4312",
        "in_transit, 43.12,  INITIATED, -4312",
        "paid,       43.12,  PAID_OUT,  -4312",
        "failed,     43.12,  REJECTED,  -4312",
        "cancelled,  43.12,  CANCELLED, -4312",
        "canceled,   43.12,  CANCELLED, -4312",
        "paid,       -5.00,  PAID_OUT,  500",
    })
    void aPayoutLeavesTheBalance(String status, String amount, Stage stage, long minor) throws UnreadableException {
        Entry payout = read(PAYOUTS, payout(status, amount), AS_OF);

        assertThat(payout.id().toString()).isEqualTo("shopify_payments/acme.myshopify.com/payout/854088011");
        assertThat(payout.stage()).isEqualTo(stage);
        assertThat(payout.amount()).isEqualTo(new Money(minor, "USD"));
        assertThat(payout.references()).containsExactly(new Reference("PAYOUT", "854088011"));
        assertThat(payout.businessAt()).isEqualTo(Instant.parse("2026-03-03T00:00:00Z"));
        assertThat(payout.statedAt()).isEqualTo(AS_OF);
    }

    @Test
    void aMovementBearsWhatItStandsForAndItsFee() throws UnreadableException {
        Entry charge = read(TRANSACTIONS, transaction("charge", "7", "100.00", "3.20", "96.80"), AS_OF);

        assertThat(charge.id().object()).isEqualTo("balance_transaction");
        assertThat(charge.stage()).isEqualTo(Stage.SETTLED);
        assertThat(charge.amount()).isEqualTo(new Money(10000, "USD"));
        assertThat(charge.measures())
                .containsOnly(Map.entry("fee", new Money(-320, "USD")), Map.entry("net", new Money(9680, "USD")));
        assertThat(charge.references())
                .containsExactly(
                        new Reference("BALANCE_TRANSACTION", "77"),
                        new Reference("PAYOUT", "7"),
                        new Reference("ORDER", "450789469"),
                        new Reference("CAPTURE", "389404469"),
                        new Reference("SOURCE", "374511569"));
        assertThat(charge.attributes()).containsEntry("live", "true").containsEntry("type", "charge");
    }

    @Test
    void itsNameOfTheCaptureIsThatOfTheWebhook() throws UnreadableException {
        String webhook =
                "{\"id\":389404469,\"order_id\":450789469,\"kind\":\"capture\",\"status\":\"success\",\"gateway\":"
                        + "\"shopify_payments\",\"amount\":\"100.00\",\"currency\":\"USD\",\"test\":false,\"processed_at\":"
                        + "\"2026-03-01T10:00:00Z\"}";
        Entry capture = ((EntryStated) new ShopifyIntake()
                        .read(
                                new RawRecord(
                                        "acme.myshopify.com",
                                        RawTopics.KIND_EVENT,
                                        Map.of(RawTopics.HEADER_EVENT, "order_transactions/create"),
                                        webhook.getBytes(StandardCharsets.UTF_8),
                                        new Lineage("shopify.event", 0, 1)),
                                new HeldMemory())
                        .get(0))
                .entry();
        Entry charge = read(TRANSACTIONS, transaction("charge", "7", "100.00", "3.20", "96.80"), AS_OF);

        assertThat(charge.reference(List.of("CAPTURE"))).isEqualTo(capture.reference(List.of("CAPTURE")));
        assertThat(charge.reference(List.of("ORDER"))).isEqualTo(capture.reference(List.of("ORDER")));
    }

    @Test
    void whatIsReadLaterIsNewerAndInOneSecondTheOneWithItsPayout() throws UnreadableException {
        Entry pending = read(TRANSACTIONS, transaction("charge", "null", "100.00", "3.20", "96.80"), AS_OF);
        Entry paid = read(TRANSACTIONS, transaction("charge", "7", "100.00", "3.20", "96.80"), AS_OF);
        Entry later = read(TRANSACTIONS, transaction("charge", "8", "100.00", "3.20", "96.80"), AS_OF.plusSeconds(1));

        assertThat(pending.reference(List.of("PAYOUT"))).isEmpty();
        assertThat(List.of(later.version(), paid.version(), pending.version()).stream()
                        .sorted()
                        .toList())
                .containsExactly(pending.version(), paid.version(), later.version());
    }

    @ParameterizedTest
    @CsvSource({
        "paid, lost, status lost is not known",
        "854088011, null, id",
        "43.12, much, decimal number",
        "2026-03-03, soon, date",
    })
    void whatMakesNoSenseIsADeadLetterThatSaysWhy(String there, String instead, String why) {
        assertThatThrownBy(() -> read(PAYOUTS, payout("paid", "43.12").replace(there, instead), AS_OF))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining(why);
    }

    @Test
    void withoutTheListAndItsTimeNothingIsGuessed() {
        assertThatThrownBy(() -> read("shopify_payments/disputes", "{}", AS_OF)).hasMessageContaining("disputes");
        assertThatThrownBy(() -> INTAKE.read(
                        new RawRecord(
                                "acme.myshopify.com",
                                RawTopics.KIND_LISTED,
                                Map.of(RawTopics.HEADER_EVENT, PAYOUTS),
                                payout("paid", "1.00").getBytes(StandardCharsets.UTF_8),
                                new Lineage("shopify.balance", 0, 1)),
                        new HeldMemory()))
                .hasMessageContaining(RawTopics.HEADER_AS_OF);
    }

    @Test
    void everySampleIsRead() throws IOException, UnreadableException {
        Path samples = Path.of(System.getProperty("tieout.shared", "../../shared"), "samples", "shopify");
        assumeTrue(Files.isDirectory(samples), "There are no samples in " + samples);
        var read = new ArrayList<String>();
        for (var file : List.of("goshopify_payouts.json", "goshopify_payments_transactions.json")) {
            var json = new ObjectMapper().readTree(samples.resolve(file).toFile());
            String field = json.fieldNames().next();
            for (var object : json.path(field)) {
                Entry entry = read(field.equals("payouts") ? PAYOUTS : TRANSACTIONS, object.toString(), AS_OF);
                read.add(entry.id().object() + " " + entry.id().id() + " " + entry.stage() + " " + entry.amount());
            }
        }
        assertThat(read)
                .containsExactly(
                        "payout 854088011 INITIATED USD -43.12",
                        "payout 512467833 REJECTED USD -43.12",
                        "balance_transaction 699519475 SETTLED USD -50.00",
                        "balance_transaction 77412310 SETTLED USD 50.00",
                        "balance_transaction 1006917261 SETTLED USD -3.45");
    }

    private static Entry read(String list, String body, Instant asOf) throws UnreadableException {
        List<Statement> statements = INTAKE.read(
                new RawRecord(
                        "acme.myshopify.com",
                        RawTopics.KIND_LISTED,
                        Map.of(
                                RawTopics.HEADER_EVENT,
                                list,
                                RawTopics.HEADER_AS_OF,
                                String.valueOf(asOf.toEpochMilli())),
                        body.getBytes(StandardCharsets.UTF_8),
                        new Lineage("shopify.balance", 0, 7)),
                new HeldMemory());
        assertThat(statements).hasSize(1);
        return ((EntryStated) statements.get(0)).entry();
    }

    private static String payout(String status, String amount) {
        return "{\"id\":854088011,\"status\":\"" + status
                + "\",\"date\":\"2026-03-03\",\"currency\":\"USD\",\"amount\":\"" + amount + "\"}";
    }

    private static String transaction(String type, String payout, String amount, String fee, String net) {
        return "{\"id\":77,\"type\":\"" + type + "\",\"test\":false,\"payout_id\":" + payout
                + ",\"payout_status\":\"paid\",\"currency\":\"USD\",\"amount\":\"" + amount + "\",\"fee\":\"" + fee
                + "\",\"net\":\"" + net + "\",\"source_id\":374511569,\"source_type\":\"charge\","
                + "\"source_order_id\":450789469,\"source_order_transaction_id\":389404469,"
                + "\"processed_at\":\"2026-03-01T10:00:00-05:00\"}";
    }
}
