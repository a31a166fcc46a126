package io.tieout.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees who tries a webhook's body. */
class EntriesOfWebhooksTest {

    @TempDir
    Path directory;

    private final Terminal terminal = new Terminal(Map.of());

    private String file(String name, String body) throws IOException {
        return Files.writeString(directory.resolve(name), body).toString();
    }

    private static String adyen(String code) {
        return "{\"live\":\"true\",\"notificationItems\":[{\"NotificationRequestItem\":{\"amount\":{\"currency\":\"EUR\",\"value\":4500},\"eventCode\":\""
                + code
                + "\",\"eventDate\":\"2026-03-01T13:00:00+01:00\",\"merchantAccountCode\":\"ShopNL\",\"merchantReference\":\"S1\",\"originalReference\":\"P1\",\"pspReference\":\"P2\",\"success\":\"true\"}}]}";
    }

    @Test
    void itsEntriesAreJsonLinesAndWhatMovesNoMoneyIsSaid() throws IOException {
        terminal.type(
                "entries",
                "--source",
                "adyen",
                "--account",
                "ShopNL",
                file("refund.json", adyen("REFUND")),
                file("report.json", adyen("REPORT_AVAILABLE")));

        assertThat(terminal.exitCode()).isZero();
        assertThat(terminal.out())
                .hasLineCount(1)
                .contains("\"entry_id\":\"adyen/ShopNL/refund/P2\"", "-4500", "REFUNDED");
        assertThat(terminal.err()).contains("report.json: REPORT_AVAILABLE moves no money.");
    }

    private static String report(String type, String paidOut) {
        return "Batch Number,Merchant Account,Psp Reference,Merchant Reference,Creation Date,TimeZone,Type,"
                + "Modification Reference,Gross Currency,Gross Debit (GC),Gross Credit (GC),Net Currency,Net Debit (NC),"
                + "Net Credit (NC),Commission (NC),Markup (NC),Scheme Fees (NC),Interchange (NC)\n"
                + "7,ShopNL,P1,S1,2026-03-01 13:00:00,CET," + type + ",C1,EUR,,2.00,EUR,,1.90,0.10,,,\n"
                + "7,ShopNL,,,2026-03-01 13:00:00,CET,MerchantPayout,TX,,,,EUR," + paidOut + ",,,,,\n";
    }

    @Test
    void aSettlementReportIsToldFromAWebhookByItsContent() throws IOException {
        terminal.type(
                "entries",
                "--source",
                "adyen",
                "--account",
                "ShopNL",
                file("refund.json", adyen("REFUND")),
                file("batch_7.csv", report("Settled", "1.90")));

        assertThat(terminal.err()).isEmpty();
        assertThat(terminal.exitCode()).isZero();
        assertThat(terminal.out())
                .hasLineCount(3)
                .contains(
                        "adyen/ShopNL/refund/P2",
                        "adyen/ShopNL/balance_transaction/7-Settled-C1",
                        "adyen/ShopNL/payout/7-EUR");
    }

    @Test
    void whatIsWrongInAReportIsAFinding() throws IOException {
        terminal.type(
                "entries", "--source", "adyen", "--account", "ShopNL", file("odd.csv", report("MoonTax", "1.00")));

        assertThat(terminal.exitCode()).isEqualTo(ExitCode.FINDING);
        assertThat(terminal.out()).hasLineCount(2);
        assertThat(terminal.err())
                .contains(
                        "odd.csv: the rows of batch 7 EUR add up to 0.90",
                        "odd.csv, line 2: type MoonTax is not known");
    }

    @Test
    void aReportThatCannotBeReadOrIsOfAnotherAccountIsRefusedWhole() throws IOException {
        terminal.type(
                "entries", "--source", "adyen", "--account", "ShopNL", file("bad.csv", report("Settled", "much")));
        assertThat(terminal.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err()).contains("bad.csv:3: Net Debit (NC): \"much\" is no amount");

        terminal.type("entries", "--source", "adyen", "--account", "ShopDE", file("c.csv", report("Settled", "1.90")));
        assertThat(terminal.err()).contains("c.csv: has no row of ShopDE; it is of ShopNL.");
    }

    @Test
    void theKindOfAnEventThatTheBodyDoesNotSayIsAnOption() throws IOException {
        var body = file(
                "sale.json",
                "{\"id\":7,\"order_id\":1,\"kind\":\"sale\",\"status\":\"success\",\"processed_at\":\"2026-03-01T12:00:00Z\",\"test\":false,\"currency\":\"EUR\",\"amount\":\"9.50\"}");
        terminal.type(
                "entries",
                "--source",
                "shopify",
                "--account",
                "a.myshopify.com",
                "--event",
                "order_transactions/create",
                body);

        assertThat(terminal.exitCode()).isZero();
        assertThat(terminal.out()).contains("shopify/a.myshopify.com/capture/7");
    }

    @Test
    void whatCannotBeReadIsSaidAndTheOthersAreReadAllTheSame() throws IOException {
        terminal.type(
                "entries",
                "--source",
                "adyen",
                "--account",
                "ShopNL",
                file("bad.json", "hello"),
                file("good.json", adyen("REFUND")));

        assertThat(terminal.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("bad.json: The record is no JSON");
        assertThat(terminal.out()).hasLineCount(1);
    }

    @Test
    void whoseWebhooksTheyAreMustBeSaidAndBeKnown() throws IOException {
        terminal.type("entries", "--source", "adyen", file("a.json", "{}"));
        assertThat(terminal.err()).contains("--account is missing");

        terminal.type("entries", "--source", "nobody", file("b.json", "{}"));
        assertThat(terminal.err()).contains("known are bank, stripe, adyen, shopify, paypal");
    }
}
