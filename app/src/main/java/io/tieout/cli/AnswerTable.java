package io.tieout.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieout.matching.Currencies;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns as wide as what stands in them. */
final class AnswerTable {

    private final List<List<String>> rows = new ArrayList<>();

    AnswerTable row(String... cells) {
        // What a source wrote must not steer the terminal.
        rows.add(List.of(cells).stream()
                .map(cell -> cell.replaceAll("\\p{Cntrl}+", " "))
                .toList());
        return this;
    }

    String text() {
        var widths = new ArrayList<Integer>();
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                int width = row.get(i).length();
                if (i == widths.size()) {
                    widths.add(width);
                } else {
                    widths.set(i, Math.max(width, widths.get(i)));
                }
            }
        }
        var text = new StringBuilder();
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(row.get(i))
                        .append(" ".repeat(widths.get(i) - row.get(i).length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString().stripTrailing();
    }

    /** A field as text; a dash where there is none. */
    static String of(JsonNode record, String field) {
        return record.hasNonNull(field) ? record.path(field).asText() : "-";
    }

    /** {@code 45.00 EUR} of 4500 minor units. */
    static String money(JsonNode money) {
        return money.isObject()
                ? money(money.path("minor").asLong(), money.path("currency").asText())
                : "-";
    }

    static String money(long minor, String currency) {
        int digits = Currencies.digits(currency);
        return digits < 0
                ? minor + " minor units of " + currency
                : BigDecimal.valueOf(minor, digits).toPlainString() + " " + currency;
    }

    /** What an answer says of itself, for people. */
    static String freshness(JsonNode answer) {
        return answer.path("stale").asBoolean()
                ? "The views are behind what was committed (query.stale.after), or moving: ask again for the newest."
                : "";
    }
}
