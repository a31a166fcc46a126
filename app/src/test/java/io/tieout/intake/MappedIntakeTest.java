package io.tieout.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.GoldenFile;
import io.tieout.connect.RawTopics;
import io.tieout.intake.Statement.EntryStated;
import io.tieout.intake.Statement.OutOfScope;
import io.tieout.intake.Statement.Unmappable;
import io.tieout.mapping.Mapping;
import io.tieout.mapping.MappingFiles;
import io.tieout.mapping.MappingReader;
import io.tieout.matching.Entry;
import io.tieout.matching.Lineage;
import io.tieout.matching.Money;
import io.tieout.wire.EntryWire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From documents of other systems to entries, by mapping files. */
final class MappedIntakeTest {

    private static final String MINE = """
            mapping: mine
            version: 3
            title: Anything
            source: crm
            from: json
            object: thing
            id: id
            revision: {at: {path: at, zone: Europe/Brussels}}
            stage: {by: state, is: {open: POSTED, paid: SETTLED}}
            amount: {value: amount, currency: currency, decimal: ",", thousand: "."}
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "quickbooks-invoice",
                "quickbooks-payment",
                "hubspot-deal",
                "salesforce-opportunity",
                "payroll-journal",
                "tax-transaction",
                "edi-remittance",
                "external-ledger",
                "card-terminal-batch"
            })
    void aShippedMappingReadsTheDocumentsOfItsSystem(String name) throws IOException, UnreadableException {
        Mapping mapping = MappingFiles.shipped().get(name);
        String directory = "app/src/test/resources/mapped/";
        Path json = GoldenFile.root().resolve(directory + name + ".json");
        Path document = Files.exists(json) ? json : GoldenFile.root().resolve(directory + name + ".csv");

        var lines = new StringBuilder();
        for (Statement statement : read(mapping, Files.readAllBytes(document))) {
            if (statement instanceof EntryStated stated) {
                lines.append(EntryWire.toJson(stated.entry())).append('\n');
                stated.problems()
                        .forEach(problem -> lines.append("# ")
                                .append(problem.reason())
                                .append(": ")
                                .append(problem.detail())
                                .append('\n'));
            } else if (statement instanceof OutOfScope skipped) {
                lines.append("# out of scope: ").append(skipped.what()).append('\n');
            } else if (statement instanceof Unmappable unmappable) {
                lines.append("# dead letter: ")
                        .append(unmappable.what())
                        .append(": ")
                        .append(unmappable.why())
                        .append('\n');
            }
        }
        GoldenFile.in(directory + name + ".expected").mustBe(lines.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "45,00"       | EUR |  4500
            "1.234,5"     | EUR | 123450
            45            | EUR |  4500
            "-0,05"       | EUR |    -5
            "500"         | JPY |   500
            "1,005"       | KWD |  1005
            """)
    void anAmountIsExact(String amount, String currency, long minor) throws UnreadableException {
        assertThat(entry(document("open", amount, currency)).amount()).isEqualTo(new Money(minor, currency));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "1,005" | EUR | FRACTION_OF_MINOR_UNIT
            "0,5"   | JPY | FRACTION_OF_MINOR_UNIT
            "1,00"  | EUE | UNKNOWN_CURRENCY
            """)
    void whatIsNoAmountOfItsCurrencyIsAProblemAndIsNotRounded(String amount, String currency, String reason)
            throws UnreadableException {
        var stated =
                (EntryStated) read(mine(), document("open", amount, currency)).get(0);

        assertThat(stated.entry().amount()).isNull();
        assertThat(stated.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.reason()).hasToString(reason));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"id":"1","at":"2026-03-01","state":"payed","amount":"1","currency":"EUR"} | stage.by: state is "payed", which the table does not have; did you mean paid?
            {"id":"1","at":"2026-03-01","state":"open","currency":"EUR"}               | amount.value: amount is missing.
            {"id":"","at":"2026-03-01","state":"open","amount":"1","currency":"EUR"}   | id: id is missing.
            {"id":[1],"at":"2026-03-01","state":"open","amount":"1","currency":"EUR"}  | id: id is a list
            {"id":"1","at":"1/3/26","state":"open","amount":"1","currency":"EUR"}      | revision.at: at is "1/3/26"; expected is a time written as iso
            {"id":"1","at":"2026-03-01","state":"open","amount":"1.2","currency":"EUR"}| amount.value: amount is "1.2"; expected is a number
            {"id":"1","at":"2026-03-01","state":"open","amount":1e999999999,"currency":"EUR"} | amount.value: amount is a number of more than 60 digits.
            {"id":"1","at":"2026-03-01","state":"open","amount":1234567890123456,"currency":"EUR"} | no more than 15 digits
            """)
    void whatAMappingCannotReadIsADeadLetterThatNamesItAndTheField(String document, String why)
            throws UnreadableException {
        assertThat(read(mine(), document.getBytes(UTF_8)))
                .singleElement()
                .isInstanceOfSatisfying(Unmappable.class, one -> {
                    assertThat(one.why()).startsWith("mine version 3: ").contains(why);
                    assertThat(one.image()).contains("\"id\"");
                });
    }

    @Test
    void aTimeWithoutOffsetIsOfTheZoneOfTheMapping() throws UnreadableException {
        assertThat(entry(
                                "{\"id\":\"1\",\"at\":\"2026-07-01T12:00:00\",\"state\":\"open\",\"amount\":\"1\",\"currency\":\"EUR\"}"
                                        .getBytes(UTF_8))
                        .statedAt())
                .isEqualTo(Instant.parse("2026-07-01T10:00:00Z"));
    }

    @Test
    void theVersionOfTheMappingIsPartOfTheVersionOfTheEntry() throws UnreadableException {
        byte[] document = document("open", "\"1\"", "EUR");
        Entry older = entry(document);
        Mapping newer = MappingReader.read("mine.yaml", MINE.replace("version: 3", "version: 4"));
        Entry newest = ((EntryStated) read(newer, document).get(0)).entry();

        assertThat(older.version().mapping()).isEqualTo(3);
        assertThat(newest.version()).isGreaterThan(older.version());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "{\"id\":1,\"id\":2}", "{} {}", "[1]", "\"text\""})
    void whatIsNoSuchDocumentIsUnreadable(String document) {
        assertThatThrownBy(() -> read(mine(), document.getBytes(UTF_8))).isInstanceOf(UnreadableException.class);
    }

    @Test
    void depthIsBounded() {
        assertThatThrownBy(() -> read(mine(), ("{\"a\":".repeat(100_000)).getBytes(UTF_8)))
                .isInstanceOf(UnreadableException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a,b           | There is no column "Journal"
            Company,Company| stands twice
            `"open`       | is not closed
            """)
    void aFileThatIsNoCsvOfTheMappingIsUnreadable(String file, String why) {
        Mapping ledger = MappingFiles.shipped().get("external-ledger");

        assertThatThrownBy(() -> read(ledger, file.getBytes(UTF_8)))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("external-ledger version 1")
                .hasMessageContaining(why);
    }

    @Test
    void aRecordMustNameAMappingOfItsSource() {
        var intake = new MappedIntake(MappingFiles.shipped());
        byte[] document = "{}".getBytes(UTF_8);

        assertThatThrownBy(() -> intake.read(record("quickbooks/a", Map.of(), document), new HeldMemory()))
                .hasMessageContaining("tieout-mapping is missing");
        assertThatThrownBy(() -> intake.read(
                        record("quickbooks/a", Map.of("tieout-mapping", "quickbook-payment"), document),
                        new HeldMemory()))
                .hasMessageContaining("did you mean quickbooks-payment?");
        assertThatThrownBy(() -> intake.read(
                        record("crm/a", Map.of("tieout-mapping", "quickbooks-payment"), document), new HeldMemory()))
                .hasMessageContaining("states entries of source quickbooks");
        assertThatThrownBy(() -> intake.account("stripe/acct_1")).hasMessageContaining("a log of its own");
    }

    private static Mapping mine() {
        return MappingReader.read("mine.yaml", MINE);
    }

    private static byte[] document(String state, String amount, String currency) {
        return ("{\"id\":\"1\",\"at\":\"2026-03-01\",\"state\":\"" + state + "\",\"amount\":" + amount
                        + ",\"currency\":\"" + currency + "\"}")
                .getBytes(UTF_8);
    }

    private static Entry entry(byte[] document) throws UnreadableException {
        return ((EntryStated) read(mine(), document).get(0)).entry();
    }

    private static List<Statement> read(Mapping mapping, byte[] document) throws UnreadableException {
        return new MappedIntake(Map.of(mapping.name(), mapping))
                .read(
                        record(mapping.source() + "/acme", Map.of(RawTopics.HEADER_MAPPING, mapping.name()), document),
                        new HeldMemory());
    }

    private static RawRecord record(String key, Map<String, String> headers, byte[] document) {
        return new RawRecord(key, RawTopics.KIND_EVENT, headers, document, new Lineage("mapped.record", 0, 0));
    }
}
