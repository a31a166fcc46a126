package io.tieout.connect.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Samples of banks with what their origins expect of them, where they lie beside the repository ({@code ../shared/samples});
 * {@code -Dtieout.shared=DIR} names another parent.
 */
final class SampleConformanceTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Files that are refused, with the reason why their origins' expectation does not hold here. */
    private static final Map<String, String> REFUSED = Map.of(
            "cmxl_account_balance_credit.sta", "a field alone: no :25:, so nobody's balance",
            "cmxl_statement_details.sta", "a field alone: no :25:, so nobody's booking, and no currency",
            "cmxl_statement_line.sta", "a field alone: no :25:, so nobody's booking, and no currency");

    private static Path samples() {
        Path samples = Path.of(System.getProperty("tieout.shared", "../../shared"), "samples");
        assumeTrue(
                Files.isDirectory(samples),
                "There are no samples in " + samples.toAbsolutePath().normalize());
        return samples;
    }

    @Test
    void everySampleIsReadOrRefusedWithAReason() throws IOException {
        var unexpected = new ArrayList<String>();
        for (String folder : List.of("camt", "mt940", "bai2", "ofx")) {
            for (Path file : files(samples().resolve(folder))) {
                try {
                    read(file);
                } catch (MalformedStatementException e) {
                    if (!REFUSED.containsKey(name(file))) {
                        unexpected.add(file + ": " + e.getMessage());
                    }
                }
            }
        }
        assertThat(unexpected).isEmpty();
    }

    @Test
    void computedChecksOfCamtHold() throws IOException {
        JsonNode computed =
                JSON.readTree(samples().resolve("COMPUTED_CHECKS.json").toFile());
        var fields = computed.properties().iterator();
        int files = 0;
        while (fields.hasNext()) {
            var one = fields.next();
            if (!one.getKey().contains("/camt/")) {
                continue;
            }
            Path file = samples()
                    .resolve("camt")
                    .resolve(one.getKey().substring(one.getKey().lastIndexOf('/') + 1));
            if (!Files.exists(file)) {
                continue;
            }
            files++;
            compare(file, one.getValue().path("statements"));
        }
        assertThat(files).isPositive();
    }

    private static void compare(Path file, JsonNode expected) throws IOException {
        List<Read.Whole> read = read(file).statements();
        assertThat(read).as(file.toString()).hasSize(expected.size());
        for (int i = 0; i < read.size(); i++) {
            Read.Whole whole = read.get(i);
            JsonNode stated = expected.get(i);
            String where = file + " statement " + i;
            assertThat(whole.statement().account())
                    .as(where)
                    .isEqualTo(stated.path("iban").asText());
            assertThat(whole.bookings())
                    .as(where)
                    .hasSize(stated.path("entries").asInt());
            assertThat(sum(whole, 1))
                    .as(where)
                    .isEqualByComparingTo(stated.path("sum_credit").asText());
            assertThat(sum(whole, -1))
                    .as(where)
                    .isEqualByComparingTo(stated.path("sum_debit").asText());
            assertThat(whole.bookings().stream().filter(Booking::reversal).count())
                    .as(where)
                    .isEqualTo(stated.path("reversal_entries").asLong());
            assertThat(whole.bookings().stream()
                            .filter(one -> one.details().size() > 1)
                            .count())
                    .as(where)
                    .isEqualTo(stated.path("batch_entries(>1 TxDtls)").asLong());
            JsonNode holds = stated.path("opening+credit-debit==closing");
            if (!holds.isMissingNode()) {
                assertThat(whole.checks().stream()
                                .filter(one -> one.name() == Check.Name.BALANCE)
                                .allMatch(Check::holds))
                        .as(where)
                        .isEqualTo(holds.asBoolean());
            }
        }
    }

    private static BigDecimal sum(Read.Whole whole, int sign) {
        return whole.bookings().stream()
                .map(one -> one.amount().value())
                .filter(one -> one.signum() == sign)
                .map(BigDecimal::abs)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** The dump of one origin has a list of transactions for the whole file. */
    @Test
    void amountsDatesAndReferencesOfMt940AreThoseOfTheirOrigin() throws IOException {
        int compared = 0;
        for (Path file : files(samples().resolve("mt940"))) {
            Path expectation = file.resolveSibling(name(file) + ".expected.json");
            if (REFUSED.containsKey(name(file)) || !Files.exists(expectation)) {
                continue;
            }
            JsonNode expected = JSON.readTree(expectation.toFile());
            List<JsonNode> lines = new ArrayList<>();
            if (expected.isArray()) {
                expected.forEach(one -> one.path("transactions").forEach(lines::add));
            } else {
                expected.path("transactions").forEach(lines::add);
            }
            List<Booking> bookings = read(file).statements().stream()
                    .flatMap(one -> one.bookings().stream())
                    .toList();
            assertThat(bookings).as(name(file)).hasSize(lines.size());
            for (int i = 0; i < lines.size(); i++) {
                line(name(file) + " line " + i, bookings.get(i), lines.get(i));
                compared++;
            }
        }
        assertThat(compared).isPositive();
    }

    private static void line(String where, Booking booking, JsonNode expected) {
        boolean dump = expected.path("amount").isObject();
        if (dump) {
            assertThat(booking.amount().value())
                    .as(where)
                    .isEqualByComparingTo(expected.path("amount").path("amount").asText());
            assertThat(booking.valueDate())
                    .as(where)
                    .hasToString(expected.path("date").asText());
            if (expected.hasNonNull("entry_date")) {
                assertThat(booking.bookingDate())
                        .as(where)
                        .hasToString(expected.path("entry_date").asText());
            }
            reference(
                    where,
                    booking,
                    BankReference.BANK,
                    expected.path("bank_reference").asText());
            reference(
                    where,
                    booking,
                    BankReference.END_TO_END_ID,
                    expected.path("end_to_end_reference").asText());
        } else {
            BigDecimal amount = new BigDecimal(expected.path("amount").asText());
            assertThat(booking.amount().value())
                    .as(where)
                    .isEqualByComparingTo(expected.path("isCredit").asBoolean() ? amount : amount.negate());
            assertThat(booking.valueDate())
                    .as(where)
                    .hasToString(expected.path("valueDate").asText());
        }
    }

    private static void reference(String where, Booking booking, String kind, String expected) {
        // edge_details_60-63: ?60 goes on with other words, which its origin keeps apart.
        if (!expected.isEmpty() && !BankReference.saysNothing(expected)) {
            assertThat(Objects.toString(booking.stated().reference(kind)).replaceAll("\\s+", ""))
                    .as(where + " " + kind)
                    .startsWith(expected.replaceAll("\\s+", ""));
        }
    }

    @Test
    void csvSamplesFollowTheirProfiles() throws IOException {
        Path folder = samples().resolve("csv");
        assertThat(
                        csv(
                                folder.resolve("bsp_csv_european_decimals.csv"),
                                "delimiter=;\ndecimal=,\nthousand=.\ncolumn.date=Buchungstag\ncolumn.amount=Betrag\ncolumn.currency=CCY\ncolumn.account=IBAN\ncolumn.id=Ref\n"))
                .containsExactly(-123456L, 350000L, -450L);
        String common =
                "date.format=MM/dd/yyyy\nthousand=\\,\naccount=A\ncurrency=USD\ncolumn.date=Date\ncolumn.amount=Amount\n";
        assertThat(csv(folder.resolve("oca_balance.csv"), common + "column.balance=Balance\n"))
                .containsExactly(-3350L, 153350L);
        assertThat(csv(
                        folder.resolve("oca_debit_credit.csv"),
                        common + "column.sign=D/C\nsign.debit=D\ncolumn.balance=Balance\n"))
                .containsExactly(-3350L, 153350L);
    }

    private static List<Long> csv(Path file, String profile) throws IOException {
        Read read = Read.of(StatementFormat.CSV, Samples.profile(profile), Files.readAllBytes(file));
        assertThat(read.findings()).isEmpty();
        return read.statements().stream()
                .flatMap(one -> one.bookings().stream())
                .map(one -> one.amount().minor())
                .toList();
    }

    private static Read read(Path file) throws IOException {
        StatementFile statement = StatementFile.of(file, null, null);
        return Read.of(statement.format(), null, Files.readAllBytes(file));
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(one -> !name(one).endsWith(".json") && !name(one).endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }
}
