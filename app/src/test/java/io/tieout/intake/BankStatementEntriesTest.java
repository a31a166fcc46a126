package io.tieout.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.connect.bank.MinorUnits;
import io.tieout.connect.bank.StatementFormat;
import io.tieout.matching.Currencies;
import io.tieout.matching.Entry;
import io.tieout.matching.Money;
import io.tieout.matching.Stage;
import io.tieout.wire.EntryWire;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bookings of statements as entries. */
final class BankStatementEntriesTest {

    private static final String FIRST = statement("1", "100,00", "110,00", line("0301", "5,00") + line("0301", "5,00"));
    private static final String BOTH_DAYS =
            statement("2", "100,00", "117,00", line("0301", "5,00") + line("0301", "5,00") + line("0302", "7,00"));

    private static String statement(String number, String opening, String closing, String lines) {
        return ":20:S\n:25:12345678/1\n:28C:" + number + "/1\n:60F:C260228EUR" + opening + "\n" + lines
                + ":62F:C260302EUR" + closing + "\n-\n";
    }

    private static String line(String day, String amount) {
        return ":61:26" + day + day + "C" + amount + "NTRFNONREF\n:86:coffee\n";
    }

    private static String camt(String status) {
        return """
                <Document><BkToCstmrStmt><Stmt><Id>S</Id><CreDtTm>2026-03-31T20:00:00Z</CreDtTm>
                <Acct><Id><IBAN>DE02120300000000202051</IBAN></Id></Acct>
                <Ntry><Amt Ccy="EUR">45.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>%s</Sts><ValDt><Dt>2026-03-31</Dt></ValDt>
                <AcctSvcrRef>B-1</AcctSvcrRef><NtryDtls><TxDtls><Amt Ccy="EUR">40.00</Amt></TxDtls>
                <TxDtls><Amt Ccy="EUR">5.50</Amt></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>
                """.formatted(status);
    }

    @Test
    void twoEqualBookingsSurviveAndOverlappingStatementsGiveThemOnce() throws IOException {
        List<Entry> first = entries(StatementFormat.MT940, FIRST);
        List<Entry> both = entries(StatementFormat.MT940, BOTH_DAYS);
        var ids = new HashSet<String>();
        first.forEach(one -> ids.add(one.id().toString()));
        assertThat(ids).hasSize(2);
        both.forEach(one -> ids.add(one.id().toString()));
        assertThat(ids).hasSize(3);
        assertThat(entries(StatementFormat.MT940, FIRST + FIRST).stream()
                        .map(Entry::id)
                        .distinct())
                .hasSize(2);
    }

    @Test
    void aPendingBookingBecomesTheBookedOne() throws IOException {
        Entry pending = entries(StatementFormat.CAMT, camt("PDNG")).get(0);
        Entry booked = entries(StatementFormat.CAMT, camt("BOOK")).get(0);
        assertThat(pending.id()).isEqualTo(booked.id());
        assertThat(pending.stage()).isEqualTo(Stage.INITIATED);
        assertThat(booked.stage()).isEqualTo(Stage.BOOKED);
        assertThat(booked.version()).isGreaterThan(pending.version());
    }

    @Test
    void thePaymentsOfABatchNameTheirLine() throws IOException {
        List<Entry> entries = entries(StatementFormat.CAMT, camt("BOOK"));
        assertThat(entries)
                .extracting(one -> one.id().object())
                .containsExactly("statement_line", "statement_line_detail", "statement_line_detail");
        assertThat(entries)
                .extracting(Entry::amount)
                .containsExactly(new Money(4550, "EUR"), new Money(4000, "EUR"), new Money(550, "EUR"));
        assertThat(entries.get(1).reference(List.of(BankStatementEntries.LINE_REFERENCE)))
                .contains(entries.get(0).id().id());
    }

    @Test
    void anEntryIsReadBackAsItWasWritten() throws Exception {
        for (Entry entry : entries(StatementFormat.CAMT, camt("BOOK"))) {
            byte[] line = EntryWire.toJson(entry).getBytes(StandardCharsets.UTF_8);
            assertThat(((StatedLine.OfEntry) StatedLine.read(line)).entry()).isEqualTo(entry);
        }
    }

    @Test
    void connectAndMatchingCountTheSameMinorUnits() {
        for (Currency currency : Currency.getAvailableCurrencies()) {
            assertThat(MinorUnits.digits(currency.getCurrencyCode()))
                    .as(currency.getCurrencyCode())
                    .isEqualTo(Currencies.digits(currency.getCurrencyCode()));
        }
    }

    private static List<Entry> entries(StatementFormat format, String file) throws IOException {
        var entries = new ArrayList<Entry>();
        format.reader(null)
                .read(
                        new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)),
                        new BankStatementEntries(entries::add));
        return entries;
    }
}
