package io.tieout.connect.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each format says, in small. */
final class StatementReadersTest {

    private static final List<Long> IN_45_50_OUT_15_IN_5 = List.of(4550L, -1500L, 500L);

    @Test
    void camtTakesTheDirectionAsItIsAlsoOfAReversal() {
        Read read = Read.of(StatementFormat.CAMT, Samples.CAMT);
        assertThat(minors(read)).isEqualTo(IN_45_50_OUT_15_IN_5);
        assertThat(read.findings()).isEmpty();
        assertThat(read.only().bookings().get(1).reversal()).isTrue();
        assertThat(read.only().bookings().get(1).stated().returnReason()).isEqualTo("AC04");
        assertThat(read.only().bookings().get(1).stated().counterparty().name()).isEqualTo("Grace");
    }

    @Test
    void camtListsThePaymentsOfABatch() {
        Booking batch =
                Read.of(StatementFormat.CAMT, Samples.CAMT).only().bookings().get(0);
        assertThat(batch.details()).extracting(one -> one.amount().minor()).containsExactly(4000L, 550L);
        assertThat(batch.details().get(0).stated().text()).isEqualTo("INV/1 & more");
        assertThat(batch.details().get(0).stated().counterparty().name()).isEqualTo("Ada");
        assertThat(batch.details().get(1).stated().references())
                .containsExactly(new BankReference(BankReference.STRUCTURED, "RF18539007547034"));
    }

    @Test
    void aPendingEntryIsNoPartOfTheBalance() {
        String pending = Samples.CAMT.replaceFirst(
                "</Ntry>\\s*</Stmt>",
                "</Ntry><Ntry><Amt Ccy=\"EUR\">9.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>PDNG</Sts></Ntry></Stmt>");
        Read read = Read.of(StatementFormat.CAMT, pending.replaceAll("<TxsSummry>.*</TxsSummry>", ""));
        assertThat(read.findings()).isEmpty();
        assertThat(read.only().bookings().get(3).status()).isEqualTo(Booking.Status.PENDING);
    }

    @Test
    void aWrongBalanceIsAFinding() {
        assertThat(Read.of(StatementFormat.CAMT, Samples.CAMT.replace("135.50", "135.60"))
                        .findings())
                .extracting(Check::name)
                .containsExactly(Check.Name.BALANCE);
        assertThat(Read.of(StatementFormat.MT940, Samples.MT940.replace("135,50", "135,60"))
                        .findings())
                .extracting(Check::name)
                .containsExactly(Check.Name.BALANCE);
    }

    @Test
    void anAmountWithTooManyDecimalsIsAFinding() {
        Read read = Read.of(StatementFormat.OFX, Samples.OFX.replace("45.50<FITID", "45.505<FITID"));
        assertThat(read.findings()).extracting(Check::name).containsExactly(Check.Name.AMOUNT_PRECISION);
        assertThat(read.only().bookings().get(0).amount().minor()).isNull();
    }

    @Test
    void entitiesAndDocumentTypesAreRefused() {
        String doctype =
                Samples.CAMT.replace("<Document", "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><Document");
        assertThatThrownBy(() -> Read.of(StatementFormat.CAMT, doctype))
                .isInstanceOf(MalformedStatementException.class);
    }

    @Test
    void mt940TurnsReversalsAndFindsTheYearOfTheEntry() {
        Read read = Read.of(StatementFormat.MT940, Samples.MT940);
        assertThat(minors(read)).isEqualTo(IN_45_50_OUT_15_IN_5);
        assertThat(read.findings()).isEmpty();
        Booking second = read.only().bookings().get(1);
        assertThat(second.valueDate()).isEqualTo(LocalDate.of(2025, 12, 31));
        assertThat(second.bookingDate()).isEqualTo(LocalDate.of(2026, 1, 1));
        assertThat(second.stated().counterparty().name()).isEqualTo("Grace Hopper");
        assertThat(second.stated().text()).isEqualTo("taken back");
        Stated first = read.only().bookings().get(0).stated();
        assertThat(first.reference(BankReference.END_TO_END_ID)).isEqualTo("E-1");
        assertThat(first.text()).isEqualTo("INV/1 and more");
        assertThat(first.counterparty())
                .isEqualTo(new Counterparty("Ada Lovelace", "DE02120300000000202051", "BANKDEFF"));
    }

    @Test
    void aDayThatFebruaryDoesNotHaveIsItsLast() {
        Read read = Read.of(StatementFormat.MT940, Samples.MT940.replace(":61:2603310331C", ":61:2602300302C"));
        assertThat(read.only().bookings().get(0).valueDate()).isEqualTo(LocalDate.of(2026, 2, 28));
        assertThat(read.findings()).extracting(Check::name).containsExactly(Check.Name.DATE);
        assertThatThrownBy(() -> Read.of(StatementFormat.MT940, Samples.MT940.replace("2603310331C", "2613310331C")))
                .isInstanceOf(MalformedStatementException.class)
                .hasMessageContaining("line 6");
    }

    @Test
    void bai2HoldsItsTotals() {
        Read read = Read.of(StatementFormat.BAI2, Samples.BAI2);
        assertThat(minors(read)).isEqualTo(IN_45_50_OUT_15_IN_5);
        assertThat(read.findings()).isEmpty();
        assertThat(read.only().bookings().get(0).stated().text()).isEqualTo("INV/1, and more AND A SECOND LINE");
        assertThat(Read.of(StatementFormat.BAI2, Samples.BAI2.replace("49,36650,7", "49,36651,6"))
                        .findings())
                .extracting(Check::name)
                .containsExactly(Check.Name.CONTROL_TOTAL, Check.Name.COUNT, Check.Name.CONTROL_TOTAL);
    }

    @Test
    void aFileThatIsCutOffIsRefused() {
        assertThatThrownBy(() -> Read.of(StatementFormat.BAI2, Samples.BAI2.replaceAll("99,.*\\s", "")))
                .isInstanceOf(MalformedStatementException.class);
        assertThatThrownBy(() -> Read.of(StatementFormat.OFX, Samples.OFX.replace("</OFX>", "")))
                .isInstanceOf(MalformedStatementException.class);
        assertThatThrownBy(() -> Read.of(StatementFormat.CAMT, Samples.CAMT.replace("</Document>", "")))
                .isInstanceOf(MalformedStatementException.class);
    }

    @Test
    void ofxNeedsNoEndTags() {
        Read read = Read.of(StatementFormat.OFX, Samples.OFX);
        assertThat(minors(read)).containsExactly(4550L, -1500L);
        assertThat(read.findings()).isEmpty();
        assertThat(read.only().bookings().get(0).stated().counterparty().name()).isEqualTo("Ada & Co");
        assertThat(read.only().bookings().get(1).stated().reference(BankReference.CHEQUE))
                .isEqualTo("7");
    }

    @Test
    void csvFollowsItsProfileAndItsRunningBalance() {
        CsvProfile profile = Samples.profile(Samples.CSV_PROFILE);
        Read read = Read.of(StatementFormat.CSV, profile, Samples.CSV.getBytes(StandardCharsets.UTF_8));
        assertThat(minors(read)).containsExactly(4550L, -1500L);
        assertThat(read.findings()).isEmpty();
        assertThat(read.only().bookings().get(0).stated().text()).isEqualTo("INV/1; and \"more\"");
        String wrong = Samples.CSV.replace("1.130,50", "1.131,50");
        assertThat(Read.of(StatementFormat.CSV, profile, wrong.getBytes(StandardCharsets.UTF_8))
                        .findings())
                .extracting(Check::name)
                .contains(Check.Name.RUNNING_BALANCE);
        assertThatThrownBy(() -> Samples.profile("column.dat = x")).hasMessageContaining("column.dat is unknown");
    }

    @Test
    void theEncodingIsTold() {
        String text = Samples.MT940.replace("Grace", "Gräçe");
        for (Charset charset : List.of(
                StandardCharsets.UTF_8,
                StandardCharsets.UTF_16,
                StandardCharsets.UTF_16LE,
                StandardCharsets.ISO_8859_1,
                Charset.forName("windows-1252"))) {
            Read read = Read.of(StatementFormat.MT940, null, text.getBytes(charset));
            assertThat(read.only().bookings().get(1).stated().counterparty().name())
                    .as(charset.name())
                    .isEqualTo("Gräçe Hopper");
        }
    }

    @Test
    void theFormatIsToldByTheContent() throws Exception {
        assertThat(told(Samples.CAMT)).contains(StatementFormat.CAMT);
        assertThat(told(Samples.MT940)).contains(StatementFormat.MT940);
        assertThat(told(Samples.BAI2)).contains(StatementFormat.BAI2);
        assertThat(told(Samples.OFX)).contains(StatementFormat.OFX);
        assertThat(told(Samples.CSV)).isEmpty();
    }

    private static java.util.Optional<StatementFormat> told(String text) throws Exception {
        return StatementFormat.of(new java.io.ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Long> minors(Read read) {
        return read.only().bookings().stream().map(one -> one.amount().minor()).toList();
    }
}
