package io.tieout.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import io.tieout.v1.Money;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a spreadsheet is given, read back as another program reads it. */
class OutcomeCsvTest {

    private static final String TEXT = "{\"name\": \"text\", \"type\": [\"null\", \"string\"]}";
    private static final String AMOUNT = "{\"name\": \"amount\", \"type\": [\"null\", " + Money.getClassSchema() + "]}";
    private static final String COUNT = "{\"name\": \"count\", \"type\": \"long\"}";
    private static final String MANY = "{\"name\": \"many\", \"type\": {\"type\": \"array\", \"items\": \"string\"}}";

    private static final Schema CONTRACT = schema(TEXT, AMOUNT, COUNT, MANY);

    private final StringWriter out = new StringWriter();

    @Test
    void theFirstLineNamesTheColumns() throws IOException {
        new OutcomeCsv(CONTRACT, out).flush();

        assertThat(out).hasToString("key,text,amount,amount_minor,amount_currency,count,many\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "EUR, 1234, 12.34",
        "EUR, -1234, -12.34",
        "EUR, -5, -0.05",
        "JPY, -7, -7",
        "KWD, 1, 0.001",
        "EUR, 9223372036854775807, 92233720368547758.07",
        "EUR, -9223372036854775808, -92233720368547758.08"
    })
    void anAmountStaysANumber(String currency, long minor, String amount) throws IOException {
        assertThat(row(of("t", money(minor, currency), 1)).subList(2, 5))
                .containsExactly(amount, String.valueOf(minor), currency);
    }

    /** How many digits it has is not known, so only minor units can be given. */
    @Test
    void anUnknownCurrencyHasMinorUnitsOnly() throws IOException {
        assertThat(row(of("t", money(-150, "XQQ"), 1)).subList(2, 5)).containsExactly("", "-150", "XQQ");
    }

    @Test
    void absentMoneyAndAbsentTextAreEmpty() throws IOException {
        assertThat(row(of(null, null, -3))).containsExactly("k", "", "", "", "", "-3", "[\"=1+1\",\"b\"]");
    }

    @Test
    void aKeyWithoutAValueIsARowOfTheKeyAlone() throws IOException {
        assertThat(row(null)).containsExactly("k", "", "", "", "", "", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\tb", "a\rb", "a\nb", "a\r\nb", "says \"hi\"", "\"", "a,b", " a ", "ä€😀", ""})
    void whatATextHoldsIsReadBack(String text) throws IOException {
        assertThat(row(of(text, null, 1)).get(1)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=", "-"})
    void aTextThatBeginsLikeAFormulaIsATextAllTheSame(String text) throws IOException {
        assertThat(row(of(text, null, 1)).get(1)).isEqualTo("'" + text);
        assertThat(cells("=k", of("t", money(1, "=1"), 1))).contains("'=k", "'=1");
    }

    @Test
    void aNegativeCountIsANumberInsideTheFile() throws IOException {
        row(of("t", money(-1, "EUR"), -2));

        assertThat(out.toString()).endsWith("k,t,-0.01,-1,EUR,-2,\"[\"\"=1+1\"\",\"\"b\"\"]\"\r\n");
    }

    @Test
    void aRecordOfAnOlderSchemaHasFewerCells() throws IOException {
        var older = new GenericRecordBuilder(schema(TEXT)).set("text", "t").build();

        assertThat(row(older)).containsExactly("k", "t", "", "", "", "", "");
    }

    @Test
    void aFieldOfANewerSchemaIsNotLeftOut() {
        var newer = new GenericRecordBuilder(schema(TEXT, "{\"name\": \"mood\", \"type\": \"string\"}"))
                .set("text", "t")
                .set("mood", "good")
                .build();

        assertThatThrownBy(() -> row(newer))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("mood")
                .hasMessageContaining("newer Outcome")
                .hasMessageContaining("Use the release that writes it");
    }

    /** The cells of the only row under the names of the columns. */
    private List<String> row(@Nullable GenericRecord value) throws IOException {
        return cells("k", value);
    }

    private List<String> cells(String key, @Nullable GenericRecord value) throws IOException {
        out.getBuffer().setLength(0);
        var rows = new OutcomeCsv(CONTRACT, out);
        rows.row(key, value);
        rows.flush();
        try (MappingIterator<List<String>> read = new CsvMapper()
                .readerForListOf(String.class)
                .with(CsvParser.Feature.WRAP_AS_ARRAY)
                .readValues(out.toString())) {
            List<List<String>> all = read.readAll();
            assertThat(all).hasSize(2).allSatisfy(row -> assertThat(row).hasSize(7));
            return all.get(1);
        }
    }

    private static GenericRecord of(@Nullable String text, @Nullable GenericRecord amount, long count) {
        return new GenericRecordBuilder(CONTRACT)
                .set("text", text)
                .set("amount", amount)
                .set("count", count)
                .set("many", List.of("=1+1", "b"))
                .build();
    }

    private static Schema schema(String... fields) {
        return new Schema.Parser()
                .parse("{\"type\": \"record\", \"name\": \"Outcome\", \"fields\": [" + String.join(", ", fields)
                        + "]}");
    }

    private static GenericRecord money(long minor, String currency) {
        return new GenericRecordBuilder(Money.getClassSchema())
                .set("minor", minor)
                .set("currency", currency)
                .build();
    }
}
