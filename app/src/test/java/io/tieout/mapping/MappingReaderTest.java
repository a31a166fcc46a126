package io.tieout.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.intake.Intake;
import io.tieout.matching.AccountId;
import io.tieout.topology.Application;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person is told who writes a mapping file. */
final class MappingReaderTest {

    private static final String GOOD = """
            mapping: crm-invoice
            version: 1
            title: Invoices of the CRM
            source: crm
            from: json
            object: invoice
            id: id
            revision: {at: changed}
            stage: {by: state, is: {open: POSTED, paid: SETTLED}}
            amount: {value: total, currency: currency}
            business_at: {path: day, format: dd/MM/yyyy}
            references: {INVOICE: number}
            """;

    @Test
    void aMappingIsRead() {
        Mapping mapping = MappingReader.read("crm.yaml", GOOD);

        assertThat(mapping.toString()).isEqualTo("crm-invoice version 1");
        assertThat(mapping.source()).isEqualTo("crm");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            version: 1               | verzion: 1               | crm.yaml:2: verzion: is unknown; did you mean version?
            source: crm              | source: stripe           | crm.yaml:4: source: "stripe" is a source that Tieout reads itself
            from: json               | from: xml                | crm.yaml:5: from: "xml" is no kind of document
            id: id                   | id: {join: []}           | crm.yaml:7: id.join: names no value
            id: id                   | id: lines..id            | crm.yaml:7: id: "lines..id" is no path
            {at: changed}            | {att: changed}           | crm.yaml:8: revision.att: is unknown; did you mean at?
            {at: changed}            | {number: sequence}       | crm.yaml:1: stated_at is missing
            paid: SETTLED            | paid: SETLED             | crm.yaml:9: stage.is.paid: "SETLED" is no stage; did you mean SETTLED?
            currency: currency       | currency: {constant: EUE}| crm.yaml:10: amount.currency: is no ISO 4217 currency
            value: total,            | in: total, value: total, | crm.yaml:10: amount: says both value and in or out
            format: dd/MM/yyyy       | format: dd/bb            | crm.yaml:11: business_at.format: "dd/bb" is no format
            format: dd/MM/yyyy       | format: dd/MM/yyyy HH:mm | crm.yaml:11: business_at.format: tells a time of day and no offset
            format: dd/MM/yyyy       | zone: Mars               | crm.yaml:11: business_at.zone: "Mars" is no time zone
            INVOICE: number          | invoice: number          | crm.yaml:12: references.invoice: "invoice" is no kind of reference
            INVOICE: number          | INVOICE: {path: a, match: '('} | crm.yaml:12: references.INVOICE.match: "(" is no regular expression
            from: json               | from: csv                | ok
            """)
    void aFaultIsToldWithFileLineAndField(String written, String instead, String fault) {
        String text = GOOD.replace(written, instead);
        assertThat(text).isNotEqualTo(GOOD);

        if (fault.equals("ok")) {
            assertThat(MappingReader.read("crm.yaml", text).layout()).isInstanceOf(Layout.Csv.class);
        } else {
            assertThatThrownBy(() -> MappingReader.read("crm.yaml", text))
                    .isInstanceOf(MappingException.class)
                    .hasMessageContaining(fault);
        }
    }

    /** Two readers of one log would each know half of it. */
    @Test
    void theSourcesThatCannotBeMappedAreThoseThatOurCodeReads() {
        for (String source : MappingReader.OWN_SOURCES) {
            assertThat(Application.intakes().values().stream()
                            .filter(intake -> reads(intake, source))
                            .count())
                    .as(source)
                    .isEqualTo(1);
        }
        assertThat(Application.intakes()).hasSize(MappingReader.OWN_SOURCES.size() + 1);
    }

    private static boolean reads(Intake intake, String source) {
        return intake.key(new AccountId(source, "a")).isPresent();
    }
}
