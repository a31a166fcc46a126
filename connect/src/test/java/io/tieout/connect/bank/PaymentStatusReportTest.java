package io.tieout.connect.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.connect.bank.PaymentStatus.Level;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** pain.002 as banks write it. */
final class PaymentStatusReportTest {

    private static final String REFERENCE = """
            <OrgnlTxRef><Amt><InstdAmt Ccy="EUR">12.50</InstdAmt></Amt><ReqdExctnDt><Dt>2026-03-31</Dt></ReqdExctnDt>
            <Cdtr><Pty><Nm>Ada</Nm></Pty></Cdtr><CdtrAcct><Id><IBAN>DE91100000000123456789</IBAN></Id></CdtrAcct>
            <DbtrAcct><Id><IBAN>DE02 1203 0000 0000 2020 51</IBAN></Id></DbtrAcct></OrgnlTxRef>""";
    private static final String REJECTED = """
            <TxInfAndSts><OrgnlInstrId>I-1</OrgnlInstrId><OrgnlEndToEndId>E-1</OrgnlEndToEndId><TxSts>RJCT</TxSts>
            <StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>Account</AddtlInf><AddtlInf>closed</AddtlInf></StsRsnInf>
            """ + REFERENCE + "</TxInfAndSts>";
    private static final String SILENT =
            "<TxInfAndSts><OrgnlEndToEndId>E-2</OrgnlEndToEndId>" + REFERENCE + "</TxInfAndSts>";

    private static String report(String group, String rest) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
                <GrpHdr><MsgId>R-1</MsgId><CreDtTm>2026-03-31T20:00:00Z</CreDtTm></GrpHdr>
                <OrgnlGrpInfAndSts><OrgnlMsgId>M-1</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>""" + group + "</OrgnlGrpInfAndSts>\n" + rest + "</CstmrPmtStsRpt></Document>";
    }

    private static String order(String status, String... payments) {
        return "<OrgnlPmtInfAndSts><OrgnlPmtInfId>P-1</OrgnlPmtInfId>" + status + String.join("\n", payments)
                + "</OrgnlPmtInfAndSts>";
    }

    private static InputStream bytes(String report) {
        return new ByteArrayInputStream(report.getBytes(StandardCharsets.UTF_8));
    }

    private static List<PaymentStatus> read(String report) {
        var all = new ArrayList<PaymentStatus>();
        try {
            PaymentStatusReport.read(bytes(report), all::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    @Test
    void aPaymentSaysWhatItIsHowItStandsAndWhy() {
        assertThat(read(report("<GrpSts>PART</GrpSts>", order("", REJECTED))))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.code()).isEqualTo("RJCT");
                    assertThat(one.level()).isEqualTo(Level.TRANSACTION);
                    assertThat(one.account()).isEqualTo("DE02120300000000202051");
                    assertThat(one.amount()).isEqualTo(new Amount(new BigDecimal("-12.50"), "EUR"));
                    assertThat(one.day()).isEqualTo(LocalDate.of(2026, 3, 31));
                    assertThat(one.counterparty().name()).isEqualTo("Ada");
                    assertThat(one.reasons()).containsExactly("AC04");
                    assertThat(one.text()).isEqualTo("Account closed");
                    assertThat(one.references())
                            .containsExactly(
                                    new BankReference("END_TO_END_ID", "E-1"),
                                    new BankReference("INSTRUCTION_ID", "I-1"),
                                    new BankReference("PAYMENT_INFORMATION_ID", "P-1"),
                                    new BankReference("MESSAGE_ID", "M-1"));
                });
    }

    @Test
    void aPaymentWithoutStatusHasThatOfItsOrderOrElseOfTheMessage() {
        assertThat(read(report(
                        "<GrpSts>ACCP</GrpSts>",
                        order("<PmtInfSts>ACSC</PmtInfSts>", SILENT, REJECTED) + order("", SILENT))))
                .extracting(PaymentStatus::code)
                .containsExactly("ACSC", "RJCT", "ACCP");
    }

    @Test
    void aReasonOfTheOrderIsOneOfThePaymentsWithItsStatus() {
        String reason = "<StsRsnInf><Rsn><Cd>AM04</Cd></Rsn></StsRsnInf>";
        String made = SILENT.replace("<OrgnlTxRef>", "<TxSts>ACSC</TxSts><OrgnlTxRef>");
        assertThat(read(report(
                        "<GrpSts>PART</GrpSts>",
                        order("<PmtInfSts>RJCT</PmtInfSts>" + reason, SILENT, made, REJECTED))))
                .extracting(PaymentStatus::reasons)
                .containsExactly(List.of("AM04"), List.of(), List.of("AC04"));
    }

    @Test
    void anOrderOrMessageThatListsNothingIsOneStatus() {
        assertThat(read(report("<GrpSts>ACCP</GrpSts>", order("<PmtInfSts>RJCT</PmtInfSts>"))))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.level()).isEqualTo(Level.PAYMENT);
                    assertThat(one.code()).isEqualTo("RJCT");
                    assertThat(one.references())
                            .containsExactly(
                                    new BankReference("PAYMENT_INFORMATION_ID", "P-1"),
                                    new BankReference("MESSAGE_ID", "M-1"));
                });
        assertThat(read(report("<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Prtry>DUPLICATE</Prtry></Rsn></StsRsnInf>", "")))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.level()).isEqualTo(Level.GROUP);
                    assertThat(one.reasons()).containsExactly("DUPLICATE");
                });
    }

    @Test
    void aDirectDebitComesIn() {
        String debit = report("<GrpSts>ACSC</GrpSts>", order("", SILENT))
                .replace("pain.001.001.09", "pain.008.001.08")
                .replace("CdtrAcct", "x")
                .replace("DbtrAcct", "CdtrAcct")
                .replace("Cdtr>", "Dbtr>")
                .replace("ReqdExctnDt", "ReqdColltnDt");

        assertThat(read(debit)).singleElement().satisfies(one -> {
            assertThat(one.amount()).isEqualTo(new Amount(new BigDecimal("12.50"), "EUR"));
            assertThat(one.account()).isEqualTo("DE02120300000000202051");
            assertThat(one.counterparty().name()).isEqualTo("Ada");
        });
    }

    @Test
    void otherVersionsAndPrefixesAreTheSame() {
        String plain = report("<GrpSts>PART</GrpSts>", order("", REJECTED));
        String old = plain.replace("<Dt>2026-03-31</Dt>", "2026-03-31")
                .replace("<Pty>", "")
                .replace("</Pty>", "")
                .replace(".10\"", ".03\"");
        String prefixed = plain.replaceAll("<(/?)([A-Z])", "<$1p:$2").replace("xmlns=", "xmlns:p=");
        String first = plain.replace("CstmrPmtStsRpt", "pain.002.001.02")
                .replace("<OrgnlPmtInfAndSts><OrgnlPmtInfId>P-1</OrgnlPmtInfId>", "")
                .replace("</OrgnlPmtInfAndSts>", "")
                .replace("<TxSts>", "<OrgnlPmtInfId>P-1</OrgnlPmtInfId><TxSts>")
                .replace("Rsn><Cd>", "StsRsn><Cd>")
                .replace("</Cd></Rsn>", "</Cd></StsRsn>");

        assertThat(read(old)).isEqualTo(read(plain));
        assertThat(read(prefixed)).isEqualTo(read(plain));
        assertThat(read(first)).isEqualTo(read(plain));
        assertThat(List.of(plain, old, prefixed, first)).allMatch(one -> PaymentStatusReport.isOne(bytes(one)));
    }

    @Test
    void statementsAreNoStatusReports() {
        assertThat(PaymentStatusReport.isOne(bytes(Samples.CAMT))).isFalse();
        assertThat(PaymentStatusReport.isOne(bytes(Samples.MT940))).isFalse();
        assertThat(PaymentStatusReport.isOne(bytes(""))).isFalse();
    }

    @Test
    void whosePaymentsTheyAreIsKnownOrTheReportIsRefused() throws IOException {
        String named = report(
                "<GrpSts>PART</GrpSts>",
                order(
                        "",
                        REJECTED,
                        "<TxInfAndSts><OrgnlEndToEndId>E-9</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts>"));
        String unnamed = report("<GrpSts>RJCT</GrpSts>", "");

        assertThat(PaymentStatusReport.accounts(bytes(named), null)).containsExactly("DE02120300000000202051");
        assertThat(PaymentStatusReport.accounts(bytes(unnamed), "4711")).containsExactly("4711");
        assertThatThrownBy(() -> PaymentStatusReport.accounts(bytes(unnamed), null))
                .isInstanceOf(MalformedStatementException.class)
                .hasMessageStartingWith("line 4: account: the report does not say whose it is");
        assertThatThrownBy(() -> PaymentStatusReport.accounts(
                        bytes(named.replace(
                                "</TxInfAndSts></", "</TxInfAndSts>" + REJECTED.replace("2020 51", "2020 99") + "</")),
                        "4711"))
                .hasMessageContaining("account: the report does not say which of the accounts");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "12.50|twelve|InstdAmt: \"twelve\" is no amount",
                " Ccy=\"EUR\"||InstdAmt: has no currency",
                "2026-03-31</Dt>|31.03.2026</Dt>|OrgnlTxRef: ReqdExctnDt \"31.03.2026\" is no date",
                "<TxSts>RJCT</TxSts>||TxInfAndSts: has no status of its own, and its order and message say PART",
                "E-1|NOTPROVIDED|",
                "<OrgnlMsgId>M-1</OrgnlMsgId>||TxInfAndSts: OrgnlMsgId is missing",
                "<CreDtTm>2026-03-31T20:00:00Z</CreDtTm>||TxInfAndSts: the report does not say when it was made",
                "</TxInfAndSts>||XML: ",
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>|<!DOCTYPE a [<!ENTITY b \"c\">]>|DOCTYPE: a report has none",
            })
    void whatIsMalformedIsRefusedWithLineAndField(String stated, String wrong, String message) {
        String report = report("<GrpSts>PART</GrpSts>", order("", REJECTED));
        String bad = report.replace(stated, wrong == null ? "" : wrong);
        assertThat(bad).isNotEqualTo(report);
        if (message == null) {
            assertThat(read(bad)).hasSize(1);
        } else {
            assertThatThrownBy(() -> read(bad))
                    .isInstanceOf(MalformedStatementException.class)
                    .hasMessageMatching("(?s)line \\d+(, column \\d+)?: .*")
                    .hasMessageContaining(message);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<a/>", "hello", "<Document><CstmrPmtStsRpt></CstmrPmtStsRpt></Document>"})
    void whatIsNoReportIsRefused(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(MalformedStatementException.class);
    }

    @Test
    void aReportOfManyPaymentsIsReadAsAStream() {
        String[] payments = IntStream.range(0, 20_000).mapToObj(i -> REJECTED).toArray(String[]::new);

        assertThat(read(report("<GrpSts>PART</GrpSts>", order("", payments)))).hasSize(20_000);
    }
}
