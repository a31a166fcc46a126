package io.tieout.views;

import static io.tieout.views.Told.MORNING;
import static io.tieout.views.Told.caseOf;
import static io.tieout.views.Told.entry;
import static io.tieout.views.Told.exception;
import static io.tieout.views.Told.late;
import static io.tieout.views.Told.match;
import static io.tieout.views.Told.resolved;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.v1.CaseStatus;
import io.tieout.v1.Entry;
import io.tieout.v1.ExceptionStatus;
import io.tieout.v1.MatchStatus;
import io.tieout.v1.ReconciliationException;
import io.tieout.v1.Severity;
import io.tieout.wire.Contract;
import io.tieout.wire.ContractSerdes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The views, on outcomes as matching publishes them. */
class ViewsTopologyTest {

    private static final String BOOKED = "odoo/shop/payment_transaction/17";
    private static final String CHARGED = "stripe/shop/charge/ch_1";

    private final Function<Contract, Serde<SpecificRecord>> contracts = ContractSerdes.ours(new SchemasInMemory());
    private TopologyTestDriver driver;
    private Views views;

    @BeforeEach
    void start(@TempDir Path state) {
        var properties = new Properties();
        properties.putAll(Map.of(
                StreamsConfig.APPLICATION_ID_CONFIG,
                "tieout-views",
                StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
                "nowhere:1",
                StreamsConfig.STATE_DIR_CONFIG,
                state.toString(),
                StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG,
                true));
        driver = new TopologyTestDriver(
                ViewsTopology.build(new StreamsConfig(properties), contracts, 1), properties, MORNING);
        views = new Views(driver::getKeyValueStore);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void findsACaseWithAllThatHangsOnIt() {
        say(Contract.CASE, caseOf("card", "pi_1", 1, CaseStatus.OPEN));
        say(Contract.CASE, caseOf("card", "pi_1", 2, CaseStatus.MATCHED));
        say(Contract.MATCH, match("card", "pi_1", 1, MatchStatus.MATCHED, BOOKED, CHARGED));
        say(Contract.LATE_ARRIVAL, late("card", "pi_1", BOOKED));
        say(Contract.CASE, caseOf("card", "pi_10", 1, CaseStatus.OPEN));

        ObjectNode found = views.caseOf("card|pi_1", 100).orElseThrow();

        assertThat(found.at("/cases/0/status").asText()).isEqualTo("MATCHED");
        assertThat(found.path("cases")).hasSize(1);
        assertThat(found.at("/matches/0/match_id").asText()).isEqualTo("card|pi_1");
        assertThat(found.at("/late_arrivals/0/late_by_ms").asLong()).isEqualTo(60_000);
        assertThat(views.caseOf("card|pi_2", 100)).isEmpty();
    }

    @Test
    void keepsTheNewerVersionWhateverComesAgain() {
        var open = exception("card", "pi_1", 0);
        say(Contract.EXCEPTION, resolved(open));
        say(Contract.EXCEPTION, open);

        assertThat(views.caseOf("card|pi_1", 100)
                        .orElseThrow()
                        .at("/exceptions/0/status")
                        .asText())
                .isEqualTo("RESOLVED");
        assertThat(page(list(Map.of(), null, 10)).rows()).isEmpty();
    }

    @Test
    void whatIsClosedLeavesEveryList() {
        var open = exception("card", "pi_1", 0);
        say(Contract.EXCEPTION, open);
        assertThat(rowsOfLists()).isEqualTo(6);

        say(Contract.EXCEPTION, resolved(open));

        assertThat(rowsOfLists()).isZero();
        say(Contract.MATCH, match("card", "pi_1", 1, MatchStatus.MATCHED, BOOKED));
        say(Contract.MATCH, match("card", "pi_1", 2, MatchStatus.REVOKED, BOOKED));
        assertThat(rowsOfLists()).isZero();
    }

    @Test
    void anotherOwnerOrTimeMovesItInItsLists() {
        var first = exception("card", "pi_1", 0);
        say(Contract.EXCEPTION, first);
        say(
                Contract.EXCEPTION,
                ReconciliationException.newBuilder(first)
                        .setVersion(2)
                        .setStatus(ExceptionStatus.ASSIGNED)
                        .setOwner("anna")
                        .setOpenedAt(MORNING.plusSeconds(9))
                        .build());

        assertThat(page(list(Map.of("owner", "finance"), null, 10)).rows()).isEmpty();
        assertThat(page(list(Map.of("owner", "anna"), null, 10)).rows()).hasSize(1);
        assertThat(rowsOfLists()).isEqualTo(6);
    }

    @Test
    void pagesNewestFirstWithoutGapOrDouble() {
        for (int minute = 0; minute < 25; minute++) {
            say(Contract.EXCEPTION, exception("card", "pi_" + minute, minute));
        }

        assertThat(walk(Map.of(), 10)).isEqualTo(correlations(25));
        assertThat(walk(Map.of("owner", "finance", "severity", "HIGH"), 7)).isEqualTo(correlations(25));
        assertThat(walk(Map.of("owner", "finance", "severity", "LOW"), 7)).isEmpty();
        assertThat(walk(Map.of("owner", "fin"), 7)).isEmpty();
    }

    /** Far fewer rows stand in one list than in the other: the page is whole all the same, and whichever comes first. */
    @Test
    void findsTheFewThatTwoFiltersWantAmongMany() {
        int many = 2_500;
        var few = new ArrayList<String>();
        for (int second = 0; second < many; second++) {
            var one = ReconciliationException.newBuilder(exception("card", "pi_" + second, 0))
                    .setOpenedAt(MORNING.plusSeconds(second));
            if (second % 800 == 10) {
                one.setSeverity(Severity.LOW);
                few.add(0, "pi_" + second);
            }
            if (second % 800 == 400) {
                one.setOwner("anna");
            }
            say(Contract.EXCEPTION, one.build());
        }

        Page rareSecond = page(list(Map.of("owner", "finance", "severity", "LOW"), null, 10));
        assertThat(rareSecond.rows()).extracting(ViewsTopologyTest::correlation).isEqualTo(few);
        assertThat(rareSecond.reached()).isNull();
        Page rareFirst = page(list(Map.of("owner", "anna", "severity", "HIGH"), null, 10));
        assertThat(rareFirst.rows()).extracting(ViewsTopologyTest::correlation).hasSize(3);
        assertThat(rareFirst.reached()).isNull();
        Page none = page(list(Map.of("owner", "anna", "severity", "LOW"), null, 10));
        assertThat(none.rows()).isEmpty();
        assertThat(none.reached()).isNull();
        assertThat(walk(Map.of("owner", "finance", "severity", "LOW"), 1)).isEqualTo(few);
    }

    private static String correlation(Page.Row row) {
        return row.outcome().path("correlation_id").asText();
    }

    @Test
    void cutsByAgeAndAmount() {
        for (int minute = 0; minute < 10; minute++) {
            say(Contract.EXCEPTION, exception("card", "pi_" + minute, minute));
        }

        var page = page(new Listing(Lists.EXCEPTIONS, Map.of(), minutes(7), minutes(3), 500L, 700L, null, 10));

        assertThat(page.rows())
                .extracting(row -> row.outcome().path("correlation_id").asText())
                .containsExactly("pi_6", "pi_5", "pi_4");
        assertThat(page(new Listing(Lists.EXCEPTIONS, Map.of(), minutes(7), minutes(3), null, null, null, 10))
                        .rows())
                .hasSize(5);
    }

    @Test
    void answersAsFarAsItCameWhenFewRowsFit() {
        for (int minute = 0; minute < Views.READ_AT_MOST + 10; minute++) {
            say(Contract.EXCEPTION, exception("card", "pi_" + minute, minute));
        }
        var rare = new Listing(Lists.EXCEPTIONS, Map.of(), null, null, null, 100L, null, 10);

        var first = page(rare);
        assertThat(first.rows()).isEmpty();
        assertThat(first.reached()).isNotNull();

        var second = page(new Listing(Lists.EXCEPTIONS, Map.of(), null, null, null, 100L, first.reached(), 10));
        assertThat(second.rows()).hasSize(1);
        assertThat(second.reached()).isNull();
    }

    @Test
    void findsWhoBearsAReference() {
        sayEntry(entry("odoo", "payment_transaction", "17", "INV/2026/00001", "pi_1"));
        sayEntry(entry("stripe", "charge", "ch_1", "pi_1"));
        say(Contract.MATCH, match("card", "pi_1", 1, MatchStatus.MATCHED, BOOKED, CHARGED));

        assertThat(views.bearers("INV/2026/00001", 10)).containsExactly(new Bearer(Bearer.ENTRY, BOOKED));
        assertThat(views.bearers("ch_1", 10)).containsExactly(new Bearer(Bearer.ENTRY, CHARGED));
        assertThat(views.bearers("pi_1", 10))
                .containsExactlyInAnyOrder(
                        new Bearer(Bearer.CASE, "card|pi_1"),
                        new Bearer(Bearer.ENTRY, BOOKED),
                        new Bearer(Bearer.ENTRY, CHARGED));
        assertThat(views.bearers(BOOKED, 10))
                .containsExactlyInAnyOrder(new Bearer(Bearer.CASE, "card|pi_1"), new Bearer(Bearer.ENTRY, BOOKED));
        assertThat(views.bearers("17", 10)).isEmpty();
        assertThat(views.entry(BOOKED).orElseThrow().path("object_type").asText())
                .isEqualTo("payment_transaction");
    }

    @Test
    void mergesPagesOnlyAsFarAsAllPartsWereRead() {
        var merged = Page.merged(List.of(part("5", "1", "4"), part("3", "2")), 10);

        assertThat(merged.rows()).extracting(Page.Row::order).containsExactly("1", "2");
        assertThat(merged.reached()).isEqualTo("3");
        assertThat(Page.merged(List.of(part(null, "1", "4"), part(null, "2")), 2)
                        .reached())
                .isEqualTo("2");
    }

    @Test
    void goesOnBehindShortPagesUntilOneIsFull() {
        var asked = new ArrayList<@Nullable String>();
        var parts = new ArrayDeque<>(List.of(part("3"), part("5", "4", "5"), part("8", "6", "7", "8")));

        Page page = Page.filled(
                cursor -> {
                    asked.add(cursor);
                    return parts.remove();
                },
                null,
                4,
                10);

        assertThat(asked).containsExactly(null, "3", "5");
        assertThat(page.rows()).extracting(Page.Row::order).containsExactly("4", "5", "6", "7");
        assertThat(page.reached()).as("8 is left for the next").isEqualTo("7");
    }

    @Test
    void goesOnNoFurtherThanItMayNorBehindTheEnd() {
        Page stopped = Page.filled(cursor -> part(cursor + "x"), "", 4, 3);
        assertThat(stopped.rows()).isEmpty();
        assertThat(stopped.reached()).isEqualTo("xxx");

        Page end = Page.filled(cursor -> part(null, "1"), null, 4, 3);
        assertThat(end.rows()).hasSize(1);
        assertThat(end.reached()).isNull();
    }

    private static Page part(@Nullable String reached, String... orders) {
        return new Page(
                List.of(orders).stream()
                        .map(order -> new Page.Row(order, Rows.parse("{}")))
                        .toList(),
                reached);
    }

    private static Instant minutes(int minutes) {
        return MORNING.plus(Duration.ofMinutes(minutes));
    }

    private static List<String> correlations(int count) {
        var newestFirst = new ArrayList<String>();
        for (int minute = count - 1; minute >= 0; minute--) {
            newestFirst.add("pi_" + minute);
        }
        return newestFirst;
    }

    private List<String> walk(Map<String, String> equal, int limit) {
        var seen = new ArrayList<String>();
        @Nullable String cursor = null;
        do {
            Page page = page(list(equal, cursor, limit));
            assertThat(page.rows()).hasSizeLessThanOrEqualTo(limit);
            page.rows()
                    .forEach(
                            row -> seen.add(row.outcome().path("correlation_id").asText()));
            cursor = page.reached();
        } while (cursor != null);
        return seen;
    }

    private static Listing list(Map<String, String> equal, @Nullable String cursor, int limit) {
        return new Listing(Lists.EXCEPTIONS, equal, null, null, null, null, cursor, limit);
    }

    private Page page(Listing listing) {
        return Page.merged(List.of(views.page(listing)), listing.limit());
    }

    private int rowsOfLists() {
        int rows = 0;
        try (var all =
                driver.<String, byte[]>getKeyValueStore(ViewsTopology.LISTS).all()) {
            while (all.hasNext()) {
                all.next();
                rows++;
            }
        }
        return rows;
    }

    private void sayEntry(Entry entry) {
        say(Contract.ENTRY, entry.getEntryId(), entry);
    }

    private void say(Contract contract, SpecificRecord record) {
        // Only entries, coverage and policies are kept by the key of their record.
        say(contract, "any", record);
    }

    private void say(Contract contract, String key, SpecificRecord record) {
        driver.createInputTopic(
                        contract.topic(),
                        new StringSerializer(),
                        contracts.apply(contract).serializer())
                .pipeInput(key, record);
    }
}
