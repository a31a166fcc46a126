package io.tieout.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.capture.ChangeLog.Change;
import io.tieout.capture.Servers;
import io.tieout.connect.RawTopics;
import io.tieout.connect.odoo.OdooDatabase;
import io.tieout.connect.odoo.StoredPosition;
import io.tieout.topology.LastImages.Version;
import io.tieout.v1.Entry;
import io.tieout.v1.ReconciliationException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a running Odoo committed, once more: its own transactions into PostgreSQL, through the capture and a
 * broker, into the topology. What must come out is worked out from the raw records by {@link LastImages}.
 *
 * <p>The recorded transactions are no part of this repository; without them beside it (or where
 * {@code -Dtieout.shared=DIRECTORY} says) the test is skipped.
 */
final class ReplayTest {

    @TempDir
    static Path directory;

    private static Servers servers;

    @BeforeAll
    static void start() throws Exception {
        RecordedOdoo.assumeThere();
        servers = new Servers(directory);
        servers.createTopic(RawTopics.ODOO_CHANGE, Map.of());
    }

    @AfterAll
    static void stop() throws IOException {
        if (servers != null) {
            servers.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"17, 17", "18, 18-outstanding"})
    void everyTransactionThatChangesAPaymentIsOneEntryOfItsLastImageAndNoOtherIs(String version, String replay)
            throws Exception {
        OdooDatabase database = servers.database("replay_" + version);
        RecordedOdoo.load(database, version);
        List<Change> captured = RecordedOdoo.captured(servers, database, RecordedOdoo.recorded(replay), -1);
        LastImages expected = LastImages.of(captured);

        try (Flow flow = new Flow()) {
            RecordedOdoo.feed(flow, database, captured);

            List<Entry> entries =
                    flow.all(Entry.class, entry -> entry.getObjectType().equals("payment_transaction"));
            assertThat(entries)
                    .as("at most one version for each payment and transaction of the database")
                    .extracting(entry -> entry.getObjectId() + " at " + entry.getVersionPosition())
                    .doesNotHaveDuplicates();
            assertThat(entries.stream()
                            .collect(Collectors.groupingBy(
                                    Entry::getObjectId, Collectors.mapping(Version::of, Collectors.toList()))))
                    .as("exactly one where what is mapped of the last image changed")
                    .isEqualTo(expected.versions());
            RecordedOdoo.documentsStandAsInTheTables(flow, database);
            expected.overwritten()
                    .forEach((payment, facts) -> assertThat(entries.stream()
                                    .filter(entry -> entry.getObjectId().equals(payment))
                                    .map(entry -> Version.of(entry).fact()))
                            .as("no image of payment %s that its own transaction overwrote", payment)
                            .doesNotContainAnyElementsOf(facts));
            assertThat(flow.deadLetters()).isEmpty();
            assertThat(flow.all(ReconciliationException.class, any -> true))
                    .as("nobody has spoken past any deadline")
                    .isEmpty();
        }
        assertThat(expected.versions()).as("payments of the recording").hasSize(6);
        assertThat(expected.overwritten().values().stream().mapToInt(List::size).sum())
                .as("images that must not be seen")
                .isPositive();
        assertThat(expected.unchanged())
                .as("transactions that only rewrote a payment")
                .isPositive();
    }

    /**
     * Every recording ends as plain queries find it; all of it once more, and then a second snapshot, say nothing new.
     * Rows deleted while nobody listens are found by the next snapshot.
     */
    @ParameterizedTest
    @CsvSource({"17, 17", "18, 18", "18, 18-outstanding", "18, 18-outstanding-replica-identity-full"})
    void everyDocumentEndsAsTheFinalTablesSay(String version, String replay) throws Exception {
        OdooDatabase database = servers.database("documents_" + version + "_" + replay.replace('-', '_'));
        RecordedOdoo.load(database, version);
        List<Change> captured = RecordedOdoo.captured(servers, database, RecordedOdoo.recorded(replay), -1);
        StoredPosition.forget(servers.settings(database, Duration.ZERO));
        List<Change> withSnapshot = RecordedOdoo.captured(servers, database, List.of(), -2);
        List<Change> snapshot = withSnapshot.subList(captured.size(), withSnapshot.size());

        try (Flow flow = new Flow()) {
            RecordedOdoo.feed(flow, database, captured);
            RecordedOdoo.documentsStandAsInTheTables(flow, database);
            List<Entry> entries = flow.all(Entry.class, entry -> true);
            noVersionRepeatsTheOneBefore(entries);

            RecordedOdoo.feed(flow, database, captured);
            assertThat(flow.all(Entry.class, entry -> true))
                    .as("what came again, all of it from the beginning, says nothing new")
                    .hasSameSizeAs(entries);
            assertThat(snapshot)
                    .as("rows of the second snapshot")
                    .filteredOn(change -> change.json().path("op").asText().equals("r"))
                    .hasSizeGreaterThan(100);
            RecordedOdoo.feed(flow, database, snapshot);
            assertThat(flow.all(Entry.class, entry -> true))
                    .as("nor does a second snapshot")
                    .hasSameSizeAs(entries);

            int deleted = deleteUnheard(database);
            List<Change> third = RecordedOdoo.captured(servers, database, List.of(), -3);
            RecordedOdoo.feed(flow, database, third.subList(withSnapshot.size(), third.size()));
            RecordedOdoo.documentsStandAsInTheTables(flow, database);
            assertThat(flow.all(Entry.class, Entry::getDeleted).stream()
                            .map(Entry::getVersionPosition)
                            .filter(position -> position
                                    > entries.stream()
                                            .mapToLong(Entry::getVersionPosition)
                                            .max()
                                            .orElseThrow()))
                    .as("what was deleted while nobody listened")
                    .hasSize(deleted);
            assertThat(flow.deadLetters()).isEmpty();
        }
    }

    /** One document of some tables is gone, and no slot has kept that. Returns how many. */
    private static int deleteUnheard(OdooDatabase database) throws Exception {
        StoredPosition.forget(servers.settings(database, Duration.ZERO));
        int deleted = 0;
        try (Connection odoo = RecordedOdoo.connect(database);
                Statement statement = odoo.createStatement()) {
            statement.execute("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE database ="
                    + " current_database()");
            for (String table : List.of("account_partial_reconcile", "pos_payment", "payment_transaction")) {
                deleted += statement.executeUpdate(
                        "DELETE FROM " + table + " WHERE id = (SELECT min(id) FROM " + table + ")");
            }
        }
        return deleted;
    }

    /**
     * One transaction makes at most one version of an object, and only where something that is mapped changed: so there
     * are never more versions than transactions that changed a mapped field.
     */
    private static void noVersionRepeatsTheOneBefore(List<Entry> entries) {
        entries.stream().collect(Collectors.groupingBy(Entry::getEntryId)).forEach((id, versions) -> {
            assertThat(versions).extracting(Entry::getVersionPosition).as(id).doesNotHaveDuplicates();
            for (int i = 1; i < versions.size(); i++) {
                assertThat(said(versions.get(i))).as("%s, version %s", id, i).isNotEqualTo(said(versions.get(i - 1)));
            }
        });
    }

    private static List<Object> said(Entry entry) {
        return List.of(entry.getDeleted(), FinalTables.Row.of(entry));
    }
}
