package io.tieout.intake;

import static io.tieout.intake.ProviderEvents.newest;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.connect.RawTopics;
import io.tieout.intake.ProviderEvents.Event;
import io.tieout.intake.Statement.AccountFound;
import io.tieout.intake.Statement.EntryStated;
import io.tieout.intake.Statement.OutOfScope;
import io.tieout.matching.Entry;
import io.tieout.matching.EntryId;
import io.tieout.matching.Lineage;
import io.tieout.matching.Money;
import io.tieout.matching.Reason;
import io.tieout.matching.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settlement reports as they come from the raw topic: movements, payouts, and batches that do not add up. */
final class AdyenSettlementTest {

    private static final String HEADER =
            "Merchant Account,Psp Reference,Merchant Reference,Payment Method,Creation Date,TimeZone,Type,"
                    + "Modification Reference,Gross Currency,Gross Debit (GC),Gross Credit (GC),Exchange Rate,Net Currency,"
                    + "Net Debit (NC),Net Credit (NC),Commission (NC),Markup (NC),Scheme Fees (NC),Interchange (NC),"
                    + "Modification Merchant Reference,Batch Number\n";

    private final AdyenIntake intake = new AdyenIntake();
    private final HeldMemory memory = new HeldMemory();
    private int files;

    /** Worked example: a batch of one sale of 100.00 and one refund of 10.00, which cost 2.50 and 0.25, and 0.09 of fees. */
    private static String batch() {
        return HEADER
                + paid("Settled", "P1", "C1", "EUR,,100.00,1,EUR,,97.50,,0.50,0.25,1.75")
                + paid("Refunded", "P1", "R1", "EUR,10.00,,1,EUR,10.25,,,0.25,,")
                + other("Fee", "Transaction fees March", "EUR,0.09,", "")
                + other("MerchantPayout", "TX1XT", "EUR,87.16,", "Payout of batch 7");
    }

    private static String paid(String type, String payment, String modification, String money) {
        return "ShopNL," + payment + ",S00012,visa,2026-03-01 13:00:00,CET," + type + "," + modification + "," + money
                + ",M-1,7\n";
    }

    private static String other(String type, String text, String net, String more) {
        return "ShopNL,,,,2026-03-02 02:00:00,CET," + type + "," + text + ",,,,," + net + ",,,,," + more + ",7\n";
    }

    private List<Statement> read(String report) throws UnreadableException {
        return part(report, report.getBytes(UTF_8), files++, "1/1");
    }

    private List<Statement> part(String report, byte[] value, int file, String part) throws UnreadableException {
        var raw = new RawRecord(
                "ShopNL",
                RawTopics.KIND_SETTLEMENT_REPORT,
                Map.of(
                        RawTopics.HEADER_CONTENT,
                        "%064x".formatted(file),
                        RawTopics.HEADER_PART,
                        part,
                        RawTopics.HEADER_FILE,
                        "batch_7.csv"),
                value,
                new Lineage(RawTopics.ADYEN_NOTIFICATION, 0, 0));
        var statements = new ArrayList<>(intake.read(raw, memory));
        while (intake.hasMore(memory)) {
            assertThat(statements.size() % 5_000).isZero();
            statements.addAll(intake.goOn(raw, memory));
        }
        return statements;
    }

    private static Map<String, Entry> entries(List<Statement> statements) {
        var entries = new HashMap<String, Entry>();
        for (Statement one : statements) {
            if (one instanceof EntryStated stated) {
                assertThat(entries.put(
                                stated.entry().id().object() + "/"
                                        + stated.entry().id().id(),
                                stated.entry()))
                        .as("two entries of one name")
                        .isNull();
            }
        }
        return entries;
    }

    private static List<AccountFound> found(List<Statement> statements) {
        return statements.stream()
                .filter(AccountFound.class::isInstance)
                .map(AccountFound.class::cast)
                .toList();
    }

    @Test
    void aSaleIsAMovementWithGrossFeeAndNetThatNamesItsCapture() throws UnreadableException {
        Entry sale = entries(read(batch())).get("balance_transaction/7-Settled-C1");

        assertThat(sale.stage()).isEqualTo(Stage.SETTLED);
        assertThat(sale.amount()).isEqualTo(new Money(10_000, "EUR"));
        assertThat(sale.measures())
                .containsOnly(
                        Map.entry("gross", new Money(10_000, "EUR")),
                        Map.entry("fee", new Money(-250, "EUR")),
                        Map.entry("net", new Money(9_750, "EUR")));
        assertThat(sale.reference(List.of("CAPTURE"))).contains("C1");
        assertThat(sale.reference(List.of("PAYMENT"))).contains("P1");
        assertThat(sale.reference(List.of("DOCUMENT"))).contains("S00012");
        assertThat(sale.reference(List.of("BATCH"))).contains("7");
        assertThat(sale.reference(List.of("PAYOUT"))).contains("ShopNL-7-EUR");
        assertThat(sale.businessAt()).isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
        assertThat(sale.attributes()).containsEntry("type", "Settled").containsEntry("payment_method", "visa");
    }

    @Test
    void moneyThatGoesOutIsNegative() throws UnreadableException {
        Map<String, Entry> entries = entries(read(batch()));
        Entry refund = entries.get("balance_transaction/7-Refunded-R1");
        Entry fee = entries.values().stream()
                .filter(one -> "Fee".equals(one.attributes().get("type")))
                .findFirst()
                .orElseThrow();

        assertThat(refund.amount()).isEqualTo(new Money(-1_000, "EUR"));
        assertThat(refund.measure("net")).isEqualTo(new Money(-1_025, "EUR"));
        assertThat(refund.reference(List.of("REFUND"))).contains("R1");
        assertThat(refund.reference(List.of("PAYMENT_REFUNDED"))).contains("P1");
        assertThat(refund.reference(List.of("PAYMENT"))).isEmpty();
        assertThat(fee.amount()).isEqualTo(new Money(-9, "EUR"));
        assertThat(fee.text()).isEqualTo("Transaction fees March");
    }

    @Test
    void thePayoutIsTheSumOfItsMovementsAndSaysHowManyThereAre() throws UnreadableException {
        List<Statement> statements = read(batch());
        Entry payout = entries(statements).get("payout/7-EUR");
        long movements = entries(statements).values().stream()
                .filter(one -> one.id().object().equals("balance_transaction"))
                .mapToLong(one -> one.measure("net").minor())
                .sum();

        assertThat(payout.stage()).isEqualTo(Stage.PAID_OUT);
        assertThat(payout.amount()).isEqualTo(new Money(8_716, "EUR"));
        assertThat(movements).isEqualTo(8_716);
        assertThat(payout.attributes()).containsEntry("movement_count", "3");
        assertThat(payout.reference(List.of("PAYOUT"))).contains("ShopNL-7-EUR");
        assertThat(payout.reference(List.of("BATCH"))).contains("7");
        assertThat(payout.reference(List.of("PAYOUT_REFERENCE"))).contains("TX1XT");
        assertThat(payout.text()).isEqualTo("TX1XT Payout of batch 7");
        assertThat(found(statements)).isEmpty();
    }

    @Test
    void grossAndNetMayBeOfTwoCurrencies() throws UnreadableException {
        Entry sale = entries(read(HEADER + paid("Settled", "P1", "C1", "JPY,,5000,0.0061,EUR,,29.90,,0.60,,")))
                .get("balance_transaction/7-Settled-C1");

        assertThat(sale.amount()).isEqualTo(new Money(5_000, "JPY"));
        assertThat(sale.measure("net")).isEqualTo(new Money(2_990, "EUR"));
        assertThat(sale.measure("fee")).isEqualTo(new Money(-60, "EUR"));
        assertThat(sale.attributes()).containsEntry("exchange_rate", "0.0061");
    }

    @ParameterizedTest
    @CsvSource({
        "Settled, CAPTURE, PAYMENT",
        "Refunded, REFUND, PAYMENT_REFUNDED",
        "RefundedReversed, REFUND, PAYMENT_REFUNDED",
        "Chargeback, CHARGEBACK, PAYMENT_DISPUTED",
        "SecondChargeback, CHARGEBACK, PAYMENT_DISPUTED",
        "ChargebackReversed, CHARGEBACK, PAYMENT_DISPUTED",
        "MiscCosts, MODIFICATION, PAYMENT_ADJUSTED",
        "ManualCorrected, MODIFICATION, PAYMENT_ADJUSTED",
    })
    void eachTypeNamesWhatItIsAbout(String type, String modification, String payment) throws UnreadableException {
        List<Statement> statements = read(HEADER + paid(type, "P1", "X1", "EUR,,5.00,1,EUR,,5.00,,,,"));

        assertThat(entries(statements).get("balance_transaction/7-" + type + "-X1"))
                .satisfies(entry -> {
                    assertThat(entry.reference(List.of(modification))).contains("X1");
                    assertThat(entry.reference(List.of(payment))).contains("P1");
                });
        assertThat(found(statements)).isEmpty();
    }

    @Test
    void aTypeThatIsNotKnownIsFoundAndItsMoneyCounts() throws UnreadableException {
        List<Statement> statements = read(batch().replace(",Fee,", ",MoonTax,"));

        assertThat(entries(statements)).hasSize(4);
        assertThat(found(statements)).singleElement().satisfies(one -> {
            assertThat(one.reason()).isEqualTo(Reason.REPORT_WRONG);
            assertThat(one.about()).isEqualTo("batch 7 EUR type MoonTax");
            assertThat(one.detail()).startsWith("batch_7.csv, line 4: type MoonTax is not known, in 1 row.");
        });
    }

    @Test
    void aClosedBatchThatDoesNotAddUpIsFoundAndResolvedByTheWholeReport() throws UnreadableException {
        List<Statement> wrong = read(batch().replace("87.16", "87.15"));
        List<Statement> right = read(batch().replace("87.16", "87.15") + other("Fee", "rest", "EUR,0.01,", ""));

        assertThat(found(wrong)).singleElement().satisfies(one -> {
            assertThat(one.about()).isEqualTo("batch 7 EUR");
            assertThat(one.open()).isTrue();
            assertThat(one.detail()).contains("add up to 0.01");
            assertThat(one.since()).isEqualTo(Instant.parse("2026-03-02T01:00:00Z"));
        });
        assertThat(found(right))
                .singleElement()
                .satisfies(one -> assertThat(one.open()).isFalse());
    }

    @Test
    void aBatchWithoutPayoutIsCarriedOver() throws UnreadableException {
        String from = other("Balancetransfer", "Balancetransfer", "EUR,,5.00", "Balancetransfer from batch 6");
        String to = other("Balancetransfer", "Balancetransfer", "EUR,5.00,", "Balancetransfer to batch 8");

        assertThat(found(read(HEADER + from))).isEmpty();
        assertThat(found(read(HEADER + from + to))).isEmpty();
        assertThat(found(read(HEADER + from + to.replace("5.00", "4.00")))).hasSize(1);
    }

    @Test
    void theSameRowsInAnotherFileAreTheSameVersions() throws UnreadableException {
        Map<String, Entry> first = entries(read(batch()));

        assertThat(entries(read(batch() + "\n"))).isEqualTo(first);
    }

    @Test
    void theSameFileIsReadOnce() throws UnreadableException {
        read(batch());
        files--;

        assertThat(read(batch())).containsExactly(new OutOfScope("settlement report that is known"));
    }

    @Test
    void rowsThatAreEqualBothCount() throws UnreadableException {
        String fee = other("Fee", "The same", "EUR,0.09,", "");

        assertThat(entries(read(HEADER + fee + fee))).hasSize(2);
    }

    @Test
    void aCaptureThatWasNotifiedAndItsRowAreTwoObjectsAndNoConflict() throws UnreadableException {
        var notified = new Event(
                "ShopNL",
                Map.of(),
                "{\"live\":\"true\",\"notificationItems\":[{\"NotificationRequestItem\":{\"amount\":{\"currency\":\"EUR\",\"value\":10000},\"eventCode\":\"CAPTURE\",\"eventDate\":\"2026-03-01T13:00:00+01:00\",\"merchantAccountCode\":\"ShopNL\",\"originalReference\":\"P1\",\"pspReference\":\"C1\",\"success\":\"true\"}}]}");
        var report = new Event(
                "ShopNL",
                Map.of(RawTopics.HEADER_CONTENT, "%064x".formatted(1), RawTopics.HEADER_PART, "1/1"),
                batch());
        Map<EntryId, Entry> captures = newest(intake, List.of(notified, notified));
        List<Statement> settled = read(report.body());

        assertThat(captures).hasSize(1);
        assertThat(entries(settled).values()).noneMatch(one -> captures.containsKey(one.id()));
        assertThat(entries(settled).get("balance_transaction/7-Settled-C1").reference(List.of("CAPTURE")))
                .isEqualTo(captures.values().iterator().next().reference(List.of("CAPTURE")));
    }

    @Test
    void rowsOfAnotherMerchantAccountAreLeftToItsOwnLog() throws UnreadableException {
        String both = batch()
                + paid("Settled", "P9", "C9", "EUR,,1.00,1,EUR,,1.00,,,,").replace("ShopNL", "ShopDE");

        assertThat(entries(read(both))).hasSize(4);
        assertThatThrownBy(() -> read(batch().replace("ShopNL", "ShopDE")))
                .isInstanceOf(UnreadableException.class)
                .hasMessage("batch_7.csv has no row of ShopNL, in whose log it came.");
    }

    @Test
    void partsOfAReportMayComeInAnyOrderAndTwice() throws UnreadableException {
        byte[] all = batch().getBytes(UTF_8);
        byte[] first = Arrays.copyOf(all, 500);
        byte[] second = Arrays.copyOfRange(all, 500, all.length);

        assertThat(part("", second, 0, "2/2")).isEmpty();
        assertThat(part("", second, 0, "2/2")).isEmpty();
        assertThat(entries(part("", first, 0, "1/2"))).hasSize(4);
        assertThat(part("", first, 0, "1/2")).hasSize(1);
        assertThat(memory.recallAll("part|")).isEmpty();
    }

    @Test
    void aLargeReportIsStatedInSteps() throws UnreadableException {
        int rows = 5_500;
        var report = new StringBuilder(HEADER);
        for (int i = 0; i < rows; i++) {
            report.append(paid("Settled", "P" + i % 5_200, "C" + i % 5_200, "EUR,,1.00,1,EUR,,1.00,,,,"));
        }
        report.append(other("MerchantPayout", "TX", "EUR,5500.00,", ""));
        List<Statement> statements = read(report.toString());

        assertThat(entries(statements)).hasSize(rows + 1);
        assertThat(entries(statements).get("payout/7-EUR").attributes()).containsEntry("movement_count", "5500");
        assertThat(found(statements)).isEmpty();
    }

    @Test
    void aReportThatCannotBeReadStatesNothing() {
        assertThatThrownBy(() -> read(batch().replace("87.16", "much")))
                .isInstanceOf(UnreadableException.class)
                .hasMessage("batch_7.csv: line 5: Net Debit (NC): \"much\" is no amount");
        assertThat(memory.recallAll("")).isEmpty();
    }

    @Test
    void whatIsNoAmountOfItsCurrencyIsAProblemOfItsEntry() throws UnreadableException {
        var odd = (EntryStated) read(HEADER + paid("Settled", "P1", "C1", "JPY,,5000.5,1,EUR,,29.90,,,,"))
                .get(0);

        assertThat(odd.entry().amount()).isNull();
        assertThat(odd.entry().measure("net")).isEqualTo(new Money(2_990, "EUR"));
        assertThat(odd.problems()).extracting("reason").containsExactly(Reason.FRACTION_OF_MINOR_UNIT);
    }
}
