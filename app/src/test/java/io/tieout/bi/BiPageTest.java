package io.tieout.bi;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.GoldenFile;
import io.tieout.connect.bi.BiSql;
import io.tieout.connect.bi.BiTable;
import io.tieout.connect.registry.WireFormat;
import io.tieout.matching.Currencies;
import io.tieout.parts.Contracts;
import java.util.Arrays;
import java.util.Currency;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class BiPageTest {

    @Test
    void thePageListsEveryColumn() {
        var page = new StringBuilder("# Columns of the BI tables\n\nGenerated from the contracts; a test compares."
                + " Views and use: [bi.md](bi.md).\n");
        for (var table : BiTable.ALL) {
            page.append("\n## ").append(table.table()).append("\n\nNewest record by key of `");
            page.append(table.topic()).append("`. Primary key: ").append(String.join(", ", table.key()));
            page.append(".\n\n| column | type | |\n|---|---|---|\n");
            table.columns()
                    .forEach(column -> page.append("| `")
                            .append(column.name())
                            .append("` | ")
                            .append(column.type())
                            .append(" | ")
                            .append(column.documentation().replace("|", "\\|"))
                            .append(" |\n"));
        }
        GoldenFile.in("topology-docs/bi-columns.md").mustBe(page.toString());
    }

    @Test
    void everyTopicIsOneOfOursWithItsContract() {
        for (var table : BiTable.ALL) {
            assertThat(Contracts.schemas()).containsEntry(WireFormat.subject(table.topic(), false), table.schema());
        }
    }

    /** The SQL function knows the digits of every currency as the matching does. */
    @Test
    void amountsHaveTheDigitsOfTheirCurrency() {
        var lists = Pattern.compile("when currency in \\(([^)]*)\\) then minor([^\\n]*)")
                .matcher(BiSql.script())
                .results()
                .toList();
        assertThat(lists).hasSize(3);
        for (var currency : Currency.getAvailableCurrencies()) {
            var code = currency.getCurrencyCode();
            var scaling = lists.stream()
                    .filter(list ->
                            Arrays.asList(list.group(1).split("[\\s,']+")).contains(code))
                    .map(list -> list.group(2).strip())
                    .findFirst()
                    .orElse("* 0.01");
            if (Currencies.digits(code) >= 0) {
                assertThat(scaling)
                        .as(code)
                        .isEqualTo(
                                switch (Currencies.digits(code)) {
                                    case 0 -> "::numeric";
                                    case 2 -> "* 0.01";
                                    case 3 -> "* 0.001";
                                    default -> "* 0.0001";
                                });
            }
        }
    }
}
