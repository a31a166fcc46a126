package io.tieout.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.connect.RawTopics;
import io.tieout.intake.Statement.EntryStated;
import io.tieout.matching.Entry;
import io.tieout.matching.Lineage;
import io.tieout.matching.Money;
import io.tieout.matching.Reason;
import io.tieout.matching.Stage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How ordered payments stand, from the raw topic to entries. */
final class PaymentStatusEntriesTest {

    private static final String ACCOUNT = "DE02120300000000202051";

    private final BankIntake intake = new BankIntake();
    private final HeldMemory memory = new HeldMemory();
    private int files;

    private static String report(String made, String status, String more) {
        return """
                <Document><CstmrPmtStsRpt><GrpHdr><CreDtTm>%s</CreDtTm></GrpHdr>
                <OrgnlGrpInfAndSts><OrgnlMsgId>M-1</OrgnlMsgId><OrgnlMsgNmId>pain.001</OrgnlMsgNmId></OrgnlGrpInfAndSts>
                <OrgnlPmtInfAndSts><OrgnlPmtInfId>P-1</OrgnlPmtInfId>
                <TxInfAndSts><OrgnlEndToEndId>E-1</OrgnlEndToEndId><TxSts>%s</TxSts>%s
                <OrgnlTxRef><Amt><InstdAmt Ccy="EUR">12.50</InstdAmt></Amt><ReqdExctnDt>2026-03-31</ReqdExctnDt>
                <Cdtr><Nm>Ada</Nm></Cdtr><DbtrAcct><Id><IBAN>%s</IBAN></Id></DbtrAcct></OrgnlTxRef>
                </TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>""".formatted(made, status, more, ACCOUNT);
    }

    private List<Statement> read(String report) throws UnreadableException {
        files++;
        return intake.read(
                new RawRecord(
                        ACCOUNT,
                        RawTopics.KIND_PAYMENT_STATUS,
                        Map.of(
                                RawTopics.HEADER_CONTENT, "%064x".formatted(files),
                                RawTopics.HEADER_PART, "1/1",
                                RawTopics.HEADER_FILE, "status.xml"),
                        report.getBytes(UTF_8),
                        new Lineage(RawTopics.BANK_STATEMENT, 0, 0)),
                memory);
    }

    private Entry entry(String report) throws UnreadableException {
        List<Statement> statements = read(report);
        assertThat(statements).hasSize(1);
        return ((EntryStated) statements.get(0)).entry();
    }

    @ParameterizedTest
    @CsvSource({
        "RCVD, INITIATED",
        "PDNG, INITIATED",
        "ACTC, AUTHORIZED",
        "ACCP, AUTHORIZED",
        "ACWC, AUTHORIZED",
        "ACSP, AUTHORIZED",
        "ACSC, SETTLED",
        "ACCC, SETTLED",
        "CANC, CANCELLED",
        "RJCT, REJECTED",
    })
    void itsStageIsWhatItsStatusMeans(String status, Stage stage) throws UnreadableException {
        Entry entry = entry(report("2026-03-31T20:00:00Z", status, ""));

        assertThat(entry.stage()).isEqualTo(stage);
        assertThat(entry.attributes()).containsEntry("status", status).containsEntry("level", "transaction");
    }

    @Test
    void aRejectedPaymentSaysWhyAndByWhichNamesItIsKnown() throws UnreadableException {
        Entry entry = entry(report(
                "2026-03-31T20:00:00+02:00",
                "RJCT",
                "<StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>closed</AddtlInf></StsRsnInf>"));

        assertThat(entry.id().source()).isEqualTo("bank");
        assertThat(entry.id().account()).isEqualTo(ACCOUNT);
        assertThat(entry.id().object()).isEqualTo("payment_status");
        assertThat(entry.amount()).isEqualTo(new Money(-1_250, "EUR"));
        assertThat(entry.statedAt()).isEqualTo(Instant.parse("2026-03-31T18:00:00Z"));
        assertThat(entry.businessAt()).isEqualTo(Instant.parse("2026-03-31T00:00:00Z"));
        assertThat(entry.reference(List.of("END_TO_END_ID"))).contains("E-1");
        assertThat(entry.reference(List.of("PAYMENT_INFORMATION_ID"))).contains("P-1");
        assertThat(entry.reference(List.of("MESSAGE_ID"))).contains("M-1");
        assertThat(entry.attributes()).containsEntry("reason", "AC04");
        assertThat(entry.counterparty()).isEqualTo("Ada");
        assertThat(entry.text()).isEqualTo("closed");
    }

    @Test
    void aLaterReportIsANewerVersionOfTheSamePayment() throws UnreadableException {
        Entry accepted = entry(report("2026-03-31T20:00:00Z", "ACCP", ""));
        Entry settledAtOnce = entry(report("2026-03-31T20:00:00Z", "ACSC", ""));
        Entry rejected = entry(report("2026-04-01T08:00:00Z", "RJCT", ""));

        assertThat(settledAtOnce.id()).isEqualTo(accepted.id());
        assertThat(rejected.id()).isEqualTo(accepted.id());
        assertThat(settledAtOnce.version()).isGreaterThan(accepted.version());
        assertThat(rejected.version()).isGreaterThan(settledAtOnce.version());
    }

    @Test
    void theSameReportInAnotherFileIsTheSameVersion() throws UnreadableException {
        String report = report("2026-03-31T20:00:00Z", "ACCP", "");

        assertThat(entry(report)).isEqualTo(entry(report + "\n"));
    }

    @Test
    void aMessageThatListsNothingIsOneStatusOfTheAccountInWhoseLogItIs() throws UnreadableException {
        String report = "<Document><CstmrPmtStsRpt><GrpHdr><CreDtTm>2026-03-31T20:00:00Z</CreDtTm></GrpHdr>"
                + "<OrgnlGrpInfAndSts><OrgnlMsgId>M-1</OrgnlMsgId><GrpSts>RJCT</GrpSts></OrgnlGrpInfAndSts>"
                + "</CstmrPmtStsRpt></Document>";
        Entry entry = entry(report);

        assertThat(entry.stage()).isEqualTo(Stage.REJECTED);
        assertThat(entry.amount()).isNull();
        assertThat(entry.attributes()).containsEntry("level", "group");
        assertThat(entry.reference(List.of("MESSAGE_ID"))).contains("M-1");
    }

    @Test
    void whatIsNotKnownOrMalformedRefusesTheReport() {
        assertThatThrownBy(() -> read(report("2026-03-31T20:00:00Z", "MOON", "")))
                .isInstanceOf(UnreadableException.class)
                .hasMessage(
                        "status.xml: line 4: status: \"MOON\" is not known: whether money moves then must be mapped first");
        assertThatThrownBy(() -> read(report("yesterday", "RJCT", "")))
                .hasMessageContaining("line 4: CreDtTm: \"yesterday\" is no time");
        assertThatThrownBy(() -> read(report("2026-03-31T20:00:00Z", "RJCT", "<open>")))
                .hasMessageStartingWith("status.xml: line ");
    }

    @Test
    void whatIsNoAmountOfItsCurrencyIsAProblem() throws UnreadableException {
        var stated =
                (EntryStated) read(report("2026-03-31T20:00:00Z", "ACCP", "").replace("12.50", "12.505"))
                        .get(0);

        assertThat(stated.entry().amount()).isNull();
        assertThat(stated.problems()).extracting("reason").containsExactly(Reason.FRACTION_OF_MINOR_UNIT);
    }
}
