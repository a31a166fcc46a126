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
