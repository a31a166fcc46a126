package io.tieout.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tieout.capture.ChangeLog;
import io.tieout.capture.ChangeLog.Change;
import io.tieout.capture.Servers;
import io.tieout.connect.RawTopics;
import io.tieout.connect.odoo.CaptureState;
import io.tieout.connect.odoo.OdooCapture;
import io.tieout.connect.odoo.OdooDatabase;
import io.tieout.v1.Entry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * The transactions that a running Odoo committed, as SQL.
 *
 * <p>They are no part of this repository; they lie beside it, or where {@code -Dtieout.shared=DIRECTORY} says.
 */
final class RecordedOdoo {

    private static final Path RECORDED = Path.of(System.getProperty("tieout.shared", "../../shared"), "odoo");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private RecordedOdoo() {}

    /** The test that asks is skipped where nothing is recorded. */
    static void assumeThere() {
        assumeTrue(Files.isDirectory(RECORDED), "no recorded transactions of Odoo at " + RECORDED);
    }

    /** Each with its BEGIN and its COMMIT, in their order. */
    static List<String> transactions(String replay) throws IOException {
        var transactions = new ArrayList<String>();
        var open = new StringBuilder();
        for (Path file : recorded(replay)) {
            for (String line : (Iterable<String>) text(file).lines()::iterator) {
                open.append(line).append('\n');
                if (line.equals("COMMIT;")) {
                    transactions.add(open.toString());
                    open.setLength(0);
                }
            }
        }
        return transactions;
    }

    static void feed(Flow flow, OdooDatabase database, List<Change> captured) {
        captured.forEach(change -> flow.raw(
                RawTopics.ODOO_CHANGE,
                database.dbname(),
                Map.of(RawTopics.HEADER_KIND, change.kind(), RawTopics.HEADER_VIA, change.via()),
                change.text()));
    }

    /** Every document's last version is what plain queries find in the final tables, and nothing else stands. */
    static void documentsStandAsInTheTables(Flow flow, OdooDatabase database) throws SQLException {
        try (Connection odoo = connect(database)) {
            Map<String, Map<String, FinalTables.Row>> tables = FinalTables.of(odoo);
            Map<String, Map<String, FinalTables.Row>> last =
                    FinalTables.last(flow.all(Entry.class, entry -> true), tables.keySet());
            tables.forEach(
                    (table, rows) -> assertThat(last.get(table)).as(table).isEqualTo(rows));
            assertThat(tables)
                    .as("tables that hold something")
                    .allSatisfy((table, rows) -> assertThat(rows).as(table).isNotEmpty());
        }
    }

    static void load(OdooDatabase database, String version) throws IOException, SQLException {
        try (Connection odoo = connect(database);
                Statement statement = odoo.createStatement()) {
            statement.execute(Files.readString(RECORDED.resolve("schema/schema-" + version + ".sql")));
            statement.execute(text(RECORDED.resolve("schema/initial-" + version + ".sql.gz")));
        }
    }

    /** Everything that the capture wrote while Odoo's transactions were committed again, in their order. */
    static List<Change> captured(Servers servers, OdooDatabase database, List<Path> transactions, int beat)
            throws Exception {
        try (OdooCapture capture = new OdooCapture(servers.settings(database, Duration.ZERO));
                ChangeLog log = new ChangeLog(servers.bootstrap, database.dbname());
                Connection odoo = connect(database);
                Statement statement = odoo.createStatement()) {
            capture.start();
            CaptureState state = capture.await(now -> now.phase() == CaptureState.Phase.STREAMING, PATIENCE);
            assertThat(state.phase()).as(state.toString()).isEqualTo(CaptureState.Phase.STREAMING);
            for (Path file : transactions) {
                statement.execute(text(file));
            }
            statement.execute("UPDATE tieout_heartbeat SET beat = " + beat);
            Change last = log.await(change -> change.row("tieout_heartbeat", "u")
                    && change.json().path("after").path("beat").asInt() == beat);
            log.await(change -> change.marker("END") && change.transaction() == last.transaction());
            return log.read();
        }
    }

    /** As the recording was made to be replayed: without what the database would do by itself. */
    static Connection connect(OdooDatabase database) throws SQLException {
        Connection connection = database.connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET session_replication_role = replica");
        }
        return connection;
    }

    static List<Path> recorded(String replay) throws IOException {
        try (Stream<Path> files = Files.list(RECORDED.resolve("replay").resolve(replay))) {
            return files.sorted().toList();
        }
    }

    private static String text(Path zipped) throws IOException {
        try (InputStream file = Files.newInputStream(zipped);
                var lines =
                        new BufferedReader(new InputStreamReader(new GZIPInputStream(file), StandardCharsets.UTF_8))) {
            // A backslash at the beginning of a line speaks to psql, not to the server.
            return lines.lines().filter(line -> !line.startsWith("\\")).collect(Collectors.joining("\n"));
        }
    }
}
