package io.tieout.connect.adyen.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.connect.bank.Amount;
import io.tieout.connect.bank.MalformedStatementException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of a settlement detail report, as everyone may have configured it. */
final class SettlementReportTest {

    private static final String HEADER =
            "Company Account,Merchant Account,Psp Reference,Merchant Reference,Payment Method,Creation Date,TimeZone,Type,"
                    + "Modification Reference,Gross Currency,Gross Debit (GC),Gross Credit (GC),Exchange Rate,Net Currency,"
                    + "Net Debit (NC),Net Credit (NC),Commission (NC),Markup (NC),Scheme Fees (NC),Interchange (NC),"
                    + "Payment Method Variant,Modification Merchant Reference,Batch Number,Reserved4";
    private static final String SETTLED =
            "Co,ShopNL,P1,S00012,visa,2026-03-01 13:00:00,CET,Settled,C1,USD,,100.00,0.9,EUR,,88.25,,0.60,0.15,1,visadebit,,7,";
    private static final String FEE = "Co,ShopNL,,,,2026-07-01 13:00:00,CET,Fee,\"Fees, June\",,,,,EUR,0.09,,,,,,,,7,";

    private static List<SettlementRow> rows(String... lines) {
        var rows = new ArrayList<SettlementRow>();
        try {
            SettlementReport.read(bytes(lines), rows::add);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return rows;
    }

    private static InputStream bytes(String... lines) {
        return new ByteArrayInputStream(String.join("\r\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aRowSaysGrossFeesAndNetExactly() {
        assertThat(rows(HEADER, SETTLED)).singleElement().satisfies(row -> {
            assertThat(row.gross()).isEqualTo(new Amount(new BigDecimal("100.00"), "USD"));
            assertThat(row.net()).isEqualTo(new Amount(new BigDecimal("88.25"), "EUR"));
            assertThat(row.fee()).isEqualTo(new Amount(new BigDecimal("1.75"), "EUR"));
            assertThat(row.exchangeRate()).isEqualTo("0.9");
            assertThat(row.merchantAccount()).isEqualTo("ShopNL");
            assertThat(row.batch()).isEqualTo("7");
            assertThat(row.line()).isEqualTo(2);
        });
    }

    @Test
    void aRowOfNoPaymentHasNoGrossAndNoFeeAndItsTextMayHoldCommas() {
        assertThat(rows(HEADER, SETTLED, FEE)).element(1).satisfies(row -> {
            assertThat(row.gross()).isNull();
            assertThat(row.fee()).isNull();
            assertThat(row.net().value()).isEqualByComparingTo("-0.09");
            assertThat(row.pspReference()).isNull();
            assertThat(row.modificationReference()).isEqualTo("Fees, June");
            assertThat(row.line()).isEqualTo(3);
        });
    }

    @Test
    void columnsMayStandInAnyOrderAndOthersAreIgnored() {
        String[] header = HEADER.split(",", -1);
        String[] cells = SETTLED.split(",", -1);
        var titles = new ArrayList<String>();
        var values = new ArrayList<String>();
        for (int i = header.length - 1; i >= 0; i--) {
            titles.add(header[i].toLowerCase(Locale.ROOT));
            values.add(cells[i]);
            titles.add("Extra " + i);
            values.add("x");
        }

        assertThat(rows(String.join(",", titles), String.join(",", values))).isEqualTo(rows(HEADER, SETTLED));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-01 13:00:00, CET,  2026-03-01T12:00:00Z",
        "2026-07-01 13:00:00, CET,  2026-07-01T11:00:00Z", // the zone's name, in summer too
        "2026-07-01 13:00:00, CEST, 2026-07-01T11:00:00Z",
        "2026-10-25 02:30:00, CEST, 2026-10-25T00:30:00Z", // an hour that comes twice
        "2026-10-25 02:30:00, CET,  2026-10-25T01:30:00Z",
        "2026-01-01 00:30:00, PST,  2026-01-01T08:30:00Z",
        "2026-01-01 00:30:00, EST,  2026-01-01T05:30:00Z",
        "2026-01-01 00:30:00, UTC,  2026-01-01T00:30:00Z",
        "2026-01-01 00:30:00, Asia/Tokyo, 2025-12-31T15:30:00Z",
        "2026-01-01 00:30:00, +05:30, 2025-12-31T19:00:00Z",
    })
    void aTimeIsInTheZoneOfItsRow(String time, String zone, Instant expected) {
        String row = SETTLED.replace("2026-03-01 13:00:00,CET", time + "," + zone);

        assertThat(rows(HEADER, row).get(0).createdAt()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "88.25|eighty|line 2: Net Credit (NC): \"eighty\" is no amount",
                "88.25|'88,25'|line 2: row: has 25 columns, the header has 24",
                "1,visadebit|l,visadebit|line 2: Interchange (NC): \"l\" is no amount",
                "2026-03-01 13|01.03.2026 13|line 2: Creation Date: \"01.03.2026 13:00:00\" is no time",
                "2026-03-01|2026-02-30|line 2: Creation Date: \"2026-02-30 13:00:00\" is no time",
                "CET|Mars|line 2: TimeZone: \"Mars\" is no known time zone",
                "EUR||line 2: Net Currency: is empty",
                "USD||line 2: Gross Currency: is empty, and there is a gross amount",
                ",7,|,,|line 2: Batch Number: is empty",
                "Settled||line 2: Type: is empty",
                "ShopNL|Shop/NL|line 2: Merchant Account: holds a slash",
            })
    void whatCannotBeReadRefusesTheFileWithLineAndField(String stated, String wrong, String message) {
        String row = SETTLED.replace(stated, wrong == null ? "" : wrong);

        assertThatThrownBy(() -> rows(HEADER, row))
                .isInstanceOf(MalformedStatementException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aNeededColumnThatIsMissingIsNamed() {
        assertThatThrownBy(() -> rows(HEADER.replace("Markup (NC)", "Something"), SETTLED))
                .hasMessageStartingWith("line 1: Markup (NC): the header has no such column");
        assertThatThrownBy(() -> rows(HEADER.replace("Reserved4", "Type"), SETTLED))
                .hasMessage("line 1: Type: the header has this column twice");
        assertThatThrownBy(() -> rows(HEADER)).hasMessage("line 1: file: holds no row");
    }

    @Test
    void aReportIsToldByItsHeaderEvenWhenAColumnIsMissing() throws IOException {
        assertThat(SettlementReport.isOne(bytes("\uFEFF" + HEADER))).isTrue();
        assertThat(SettlementReport.isOne(bytes(HEADER.replace("Batch Number", "Nothing"))))
                .isTrue();
        assertThat(SettlementReport.isOne(bytes("Date,Amount,Type,Merchant Account")))
                .isFalse();
        assertThat(SettlementReport.isOne(bytes("{\"live\":\"true\"}"))).isFalse();
        assertThat(SettlementReport.isOne(bytes(""))).isFalse();
    }

    @Test
    void aLargeReportIsReadAsAStream() throws IOException {
        int wanted = 20_000;
        byte[] row = (SETTLED + "\n").getBytes(StandardCharsets.UTF_8);
        var header = new ByteArrayInputStream((HEADER + "\n").getBytes(StandardCharsets.UTF_8));
        var endless = new InputStream() {
            private long at;

            @Override
            public int read() {
                return at >= (long) wanted * row.length ? -1 : row[(int) (at++ % row.length)];
            }
        };
        var count = new long[1];
        SettlementReport.read(new SequenceInputStream(header, endless), one -> count[0]++);

        assertThat(count[0]).isEqualTo(wanted);
    }

    /** Reports of others with what was computed of them, where they lie beside the repository. */
    @Test
    void computedChecksOfSamplesHold() throws IOException {
        Path samples = Path.of(System.getProperty("tieout.shared", "../../shared"), "samples");
        assumeTrue(
                Files.isDirectory(samples.resolve("adyen")),
                "There are no samples in " + samples.toAbsolutePath().normalize());
        JsonNode computed = new ObjectMapper()
                .readTree(samples.resolve("COMPUTED_CHECKS.json").toFile());
        List<Path> files;
        try (Stream<Path> all = Files.list(samples.resolve("adyen"))) {
            files = all.filter(file -> file.toString().endsWith(".csv")).toList();
        }
        int compared = 0;
        for (Path file : files) {
            JsonNode expected = computed.path("dev/adyen/" + file.getFileName());
            var rows = new ArrayList<SettlementRow>();
            try (InputStream in = Files.newInputStream(file)) {
                assertThat(SettlementReport.isOne(in)).isTrue();
            }
            try (InputStream in = Files.newInputStream(file)) {
                SettlementReport.read(in, rows::add);
            }
            assertThat(rows).as(file.toString()).isNotEmpty();
            if (expected.isObject()) {
                compare(file, rows, expected);
                compared++;
            }
        }
        assertThat(compared).isPositive();
    }

    private static void compare(Path file, List<SettlementRow> rows, JsonNode expected) {
        assertThat(rows).as(file.toString()).hasSize(expected.path("rows").asInt());
        assertThat(sum(rows))
                .isEqualByComparingTo(expected.path("sum_net_all_rows").asText());
        Map<String, List<SettlementRow>> byType =
                rows.stream().collect(Collectors.groupingBy(SettlementRow::type, TreeMap::new, Collectors.toList()));
        assertThat(byType).hasSize(expected.path("by_type").size());
        byType.forEach((type, all) -> {
            assertThat(all)
                    .as(type)
                    .hasSize(expected.path("by_type").path(type).path("rows").asInt());
            assertThat(sum(all))
                    .as(type)
                    .isEqualByComparingTo(
                            expected.path("by_type").path(type).path("net").asText());
        });
        BigDecimal fees = BigDecimal.ZERO;
        for (JsonNode one : expected.path("fees")) {
            fees = fees.add(new BigDecimal(one.asText()));
        }
        assertThat(rows.stream()
                        .map(SettlementRow::fee)
                        .filter(Objects::nonNull)
                        .map(Amount::value)
                        .reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo(fees);
        assertThat(rows.stream().map(row -> row.net().currency()).distinct())
                .containsExactlyInAnyOrderElementsOf(texts(expected.path("currencies")));
        assertThat(rows.stream().map(SettlementRow::batch).distinct())
                .containsExactlyInAnyOrderElementsOf(texts(expected.path("batches")));
    }

    private static BigDecimal sum(List<SettlementRow> rows) {
        return rows.stream().map(row -> row.net().value()).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(one -> texts.add(one.asText()));
        return texts;
    }
}
