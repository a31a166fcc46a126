package io.tieout.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a settlement report adds up to, as a user sees it. */
class StatementOfSettlementTest {

    private static final String HEADER = "Batch Number,Merchant Account,Psp Reference,Merchant Reference,Creation Date,"
            + "TimeZone,Type,Modification Reference,Gross Currency,Gross Debit (GC),Gross Credit (GC),Net Currency,"
            + "Net Debit (NC),Net Credit (NC),Commission (NC),Markup (NC),Scheme Fees (NC),Interchange (NC)\n";
    private static final String SALES =
            "7,ShopNL,P1,S1,2026-03-01 13:00:00,CET,Settled,C1,EUR,,20.00,EUR,,19.60,0.10,,0.30,\n"
                    + "7,ShopNL,P2,S2,2026-03-01 13:00:00,CET,Settled,C2,EUR,,10.00,EUR,,9.90,0.10,,,\n"
                    + "7,ShopNL,P1,S1,2026-03-01 14:00:00,CET,Refunded,R1,EUR,5.00,,EUR,5.00,,,,,\n";

    @TempDir
    Path directory;

    private final Terminal terminal = new Terminal(Map.of());

    private String file(String rows) throws IOException {
        return Files.writeString(directory.resolve("batch_7.csv"), HEADER + rows)
                .toString();
    }

    private static String payout(String amount) {
        return "7,ShopNL,,,2026-03-02 02:00:00,CET,MerchantPayout,TX1,,,,EUR," + amount + ",,,,,\n";
    }

    @Test
    void itsTotalsAreShownByTypeAndThatTheyComeToNothing() throws IOException {
        terminal.type("statement", file(SALES + payout("24.50")));
        assertThat(terminal.err()).isEmpty();
        assertThat(terminal.exitCode()).isZero();
        assertThat(terminal.out().lines().map(line -> line.strip().replaceAll(" +", " ")))
                .contains(
                        "account ShopNL, batch 7 EUR",
                        "Settled 2 rows EUR 29.50 fee 0.50",
                        "Refunded 1 row EUR -5.00 fee 0",
                        "MerchantPayout 1 row EUR -24.50 fee 0",
                        "ok batch total: the rows add up to EUR 0.00");
    }

    @Test
    void whatDoesNotComeToNothingAndWhatIsNotKnownAreFindings() throws IOException {
        terminal.type("statement", "--json", file(SALES.replace("Refunded", "MoonTax") + payout("24.40")));
        assertThat(terminal.exitCode()).isEqualTo(1);
        JsonNode said = new ObjectMapper().readTree(terminal.out());
        assertThat(said.path("format").asText()).isEqualTo("settlement-report");
        assertThat(said.path("findings").asInt()).isEqualTo(2);
        JsonNode batch = said.path("batches").path(0);
        assertThat(batch.path("closed").asBoolean()).isTrue();
        assertThat(batch.path("sum_minor").asLong()).isEqualTo(10);
        assertThat(batch.path("types").path(1).path("known").asBoolean(true)).isFalse();
        assertThat(batch.path("types").path(1).path("net_minor").asLong()).isEqualTo(-500);
        assertThat(batch.path("checks").findValuesAsText("text"))
                .containsExactly(
                        "the rows add up to EUR 0.10, and must add up to nothing", "type MoonTax is not known");
        assertThat(batch.path("checks").path(1).path("line").asInt()).isEqualTo(4);
    }

    @Test
    void aBatchWithoutPayoutIsCarriedOver() throws IOException {
        terminal.type("statement", file(SALES));
        assertThat(terminal.exitCode()).isZero();
        assertThat(terminal.out()).contains("EUR 24.50, which is carried over: there is no payout");
    }

    @Test
    void aReportThatCannotBeReadIsRefusedWithItsLine() throws IOException {
        terminal.type("statement", file(SALES.replace("19.60", "many")));
        assertThat(terminal.exitCode()).isEqualTo(2);
        assertThat(terminal.err()).contains("batch_7.csv:2: Net Credit (NC): \"many\" is no amount", "refused whole");
        assertThat(terminal.out()).isEmpty();
    }

    @Test
    void aPaymentStatusReportHasNoBalances() throws IOException {
        Path status = Files.writeString(directory.resolve("status.xml"), "<Document><CstmrPmtStsRpt/></Document>");
        terminal.type("statement", status.toString());
        assertThat(terminal.exitCode()).isEqualTo(2);
        assertThat(terminal.err()).contains("is a payment status report", "tieout entries --source bank");
    }
}
