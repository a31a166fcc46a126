package io.tieout.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.tieout.matching.Currencies;
import io.tieout.wire.AvroJson;
import java.io.Flushable;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Outcomes as comma-separated values for a spreadsheet: RFC 4180, lines end with CR LF, and the first one names the columns.
 *
 * <p>The first column is the record's key, then comes a column for each field of the contract. Money is three: {@code
 * <field>} in the currency's own unit, {@code <field>_minor}, {@code <field>_currency}. Instants are ISO 8601 in UTC, what
 * is nested or many is JSON, what is not there is empty.
 *
 * <p>A text that a spreadsheet would take for a formula gets an apostrophe before it ({@code =1+1} becomes {@code
 * '=1+1}). Whether a cell is a text is what its schema says: a number stays one, a negative number too.
 */
final class OutcomeCsv implements Flushable {

    private static final CsvMapper CSV = CsvMapper.builder()
            .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
            .build();
    private static final CsvSchema LINES = CsvSchema.emptySchema().withLineSeparator("\r\n");

    private static final String MONEY = "io.tieout.v1.Money";

    /** What begins a formula. Source: OWASP, "CSV Injection". */
    private static final String BEGINS_FORMULA = "=+-@\t\r\n";

    private final Schema contract;
    private final SequenceWriter rows;

    /** @param contract schema of the topic's values */
    OutcomeCsv(Schema contract, Writer out) throws IOException {
        this.contract = contract;
        this.rows = CSV.writer(LINES).writeValues(out);
        rows.write(columns());
    }

    private List<String> columns() {
        var columns = new ArrayList<String>();
        columns.add("key");
        for (Schema.Field field : contract.getFields()) {
            columns.add(field.name());
            if (isMoney(field.schema())) {
                columns.add(field.name() + "_minor");
                columns.add(field.name() + "_currency");
            }
        }
        return columns;
    }

    /**
     * @param value what the topic holds under the key; null where it holds nothing any more
     * @throws UsageError for a record with a field that the contract does not know: it would be left out
     */
    void row(String key, @Nullable GenericRecord value) throws IOException {
        var cells = new ArrayList<String>();
        cells.add(text(key));
        if (value != null) {
            mustKnow(value.getSchema());
        }
        JsonNode record = value == null ? null : AvroJson.of(value.getSchema(), value);
        for (Schema.Field field : contract.getFields()) {
            JsonNode cell = record == null ? null : record.get(field.name());
            if (isMoney(field.schema())) {
                money(cell, cells);
            } else {
                cells.add(cell(cell));
            }
        }
        rows.write(cells);
    }

    /** Writes out what was held back to be written together. */
    @Override
    public void flush() throws IOException {
        rows.flush();
    }

    private void mustKnow(Schema written) {
        for (Schema.Field field : written.getFields()) {
            if (contract.getField(field.name()) == null) {
                throw new UsageError(
                        "A record bears the field " + field.name() + " of a newer " + contract.getName()
                                + " than this release knows, and would be exported without it. Use the release that writes it.");
            }
        }
    }

    private static void money(@Nullable JsonNode money, List<String> cells) {
        if (money == null || money.isNull()) {
            cells.addAll(List.of("", "", ""));
            return;
        }
        long minor = money.path("minor").longValue();
        String currency = money.path("currency").asText();
        int digits = Currencies.digits(currency);
        cells.add(digits < 0 ? "" : BigDecimal.valueOf(minor, digits).toPlainString());
        cells.add(Long.toString(minor));
        cells.add(text(currency));
    }

    private static String cell(@Nullable JsonNode cell) {
        if (cell == null || cell.isNull()) {
            return "";
        }
        return cell.isTextual() ? text(cell.textValue()) : cell.toString();
    }

    private static String text(String text) {
        return !text.isEmpty() && BEGINS_FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }

    private static boolean isMoney(Schema schema) {
        return schema.getType() == Schema.Type.UNION
                ? schema.getTypes().stream().anyMatch(OutcomeCsv::isMoney)
                : schema.getType() == Schema.Type.RECORD && schema.getFullName().equals(MONEY);
    }
}
