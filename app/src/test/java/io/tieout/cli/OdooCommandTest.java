package io.tieout.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tieout.capture.Servers;
import io.tieout.connect.RawTopics;
import io.tieout.connect.odoo.CaptureState.Phase;
import io.tieout.connect.odoo.OdooCapture;
import io.tieout.connect.odoo.OdooDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code odoo setup-sql} and {@code odoo check} against a PostgreSQL with the tables of an Odoo 18. */
class OdooCommandTest {

    @TempDir
    private static Path directory;

    private static Servers servers;

    @BeforeAll
    static void start() throws Exception {
        servers = new Servers(directory);
        servers.createTopic(RawTopics.ODOO_CHANGE, Map.of());
    }

    @AfterAll
    static void stop() throws IOException {
        servers.close();
    }

    @Test
    void whatSetupSqlPrintsIsAllThatACaptureNeeds() throws Exception {
        var odoo = odoo("whole");
        var script = type(odoo, "postgres", "setup-sql").out();

        assertThat(script)
                .contains("CREATE ROLE tieout LOGIN REPLICATION PASSWORD :'password';")
                .contains("-- wal_level is logical, as it must be.")
                .doesNotContain("stripe_secret_key", "GRANT ALL");
        assertThat(type(odoo, "postgres", "check").exitCode()).isEqualTo(ExitCode.FINDING);
        try (Connection admin = odoo.connect()) {
            execute(admin, script.replace(":'password'", "'filled in by psql'"));
        }

        var check = type(odoo, "tieout", "check");
        assertThat(check.out())
                .contains("privileges: tieout may read every captured column", "not in this database: [")
                .doesNotContain("FAIL");
        assertThat(check.exitCode()).isZero();
        assertThat(type(odoo, "tieout", "setup-sql").out())
                .as("what is left to do when all is done")
                .doesNotContain("CREATE", "ALTER");
        var asTieout = new OdooDatabase(odoo.hostname(), odoo.port(), odoo.dbname(), "tieout", "not-asked-for");
        try (var capture = new OdooCapture(servers.settings(asTieout, Duration.ofMillis(200)));
                Connection admin = odoo.connect()) {
            capture.start();
            assertThat(capture.await(state -> state.phase() == Phase.STREAMING, Duration.ofMinutes(1))
                            .phase())
                    .isEqualTo(Phase.STREAMING);
            await().atMost(Duration.ofSeconds(30)).until(() -> beat(admin) > 0);
        }
        assertThat(type(odoo, "tieout", "check", "--set", "odoo.slot.name=slot_whole")
                        .out())
                .contains("slot: slot_whole is not read");
    }

    @Test
    void whatIsNotAsDeclaredIsNamedWithItsTable() throws Exception {
        var odoo = odoo("bent");
        try (Connection admin = odoo.connect()) {
            execute(
                    admin,
                    type(odoo, "postgres", "setup-sql", "--role", "bent_reader")
                            .out()
                            .replace(":'password'", "'filled in by psql'"));
            execute(admin, "ALTER TABLE payment_provider REPLICA IDENTITY FULL");
            execute(admin, "DROP PUBLICATION tieout");
            execute(admin, "ALTER TABLE payment_transaction ALTER amount TYPE double precision");
            execute(admin, "ALTER TABLE res_company DROP COLUMN currency_id CASCADE");
        }

        var check = type(odoo, "bent_reader", "check");

        assertThat(check.exitCode()).isEqualTo(ExitCode.FINDING);
        assertThat(failures(check))
                .satisfiesExactlyInAnyOrder(
                        missing -> assertThat(missing)
                                .contains(
                                        "Table res_company is not as in Odoo 16 to 19: there is no column currency_id"),
                        type -> assertThat(type)
                                .contains(
                                        "Table payment_transaction is not as in Odoo 16 to 19: column amount is float8,"
                                                + " and Odoo's own is numeric"),
                        full -> assertThat(full).contains("payment_provider has REPLICA IDENTITY FULL"),
                        publication -> assertThat(publication).contains("there is no publication tieout"));
        assertThat(check.out()).contains("-> ALTER TABLE public.payment_provider REPLICA IDENTITY DEFAULT;");
    }

    @Test
    void aPublicationThatLeavesUpdatesOutIsFound() throws Exception {
        var odoo = odoo("deaf");
        try (Connection admin = odoo.connect()) {
            execute(
                    admin,
                    type(odoo, "postgres", "setup-sql", "--role", "deaf_reader")
                            .out()
                            .replace(":'password'", "'filled in by psql'"));
            execute(admin, "ALTER PUBLICATION tieout SET (publish = 'insert, delete')");
        }

        var check = type(odoo, "deaf_reader", "check");

        assertThat(failures(check))
                .singleElement()
                .satisfies(found -> assertThat(found).contains("publication tieout does not publish update"));
        assertThat(check.out()).contains("-> ALTER PUBLICATION tieout SET (publish = 'insert, update, delete');");
    }

    /** {@code up} calls it normal, and waits. */
    @Test
    void anEmptyDatabaseIsNoFailure() throws Exception {
        var check = type(servers.database("bare"), "postgres", "check");

        assertThat(check.exitCode()).isZero();
        assertThat(check.out()).contains("warn  odoo      tables: database bare holds no tables yet");
    }

    @Test
    void aRoleThatCannotLogInIsToldToNameAnother() throws Exception {
        var sql = type(servers.database("shut"), "nobody_at_all", "setup-sql");

        assertThat(sql.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(sql.err()).contains("odoo.database.user").contains("such as Odoo's own");
    }

    @Test
    void withoutADatabaseItIsAskedFor() {
        var check = new Terminal(Map.of()).type("odoo", "check", "--set", "data.dir=" + directory.resolve("none"));

        assertThat(check.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(check.err()).contains("odoo.database.hostname is not set");
    }

    private static OdooDatabase odoo(String name) throws SQLException, IOException {
        var database = servers.database(name);
        try (Connection admin = database.connect();
                var schema = OdooCommandTest.class.getResourceAsStream("/io/tieout/demo/odoo-18-shop.sql")) {
            execute(admin, new String(schema.readAllBytes(), StandardCharsets.UTF_8));
        }
        return database;
    }

    private static Terminal type(OdooDatabase database, String user, String command, String... more) {
        var words = new ArrayList<>(List.of("odoo", command));
        Map.of(
                        "odoo.database.hostname",
                        database.hostname(),
                        "odoo.database.port",
                        String.valueOf(database.port()),
                        "odoo.database.dbname",
                        database.dbname(),
                        "odoo.database.user",
                        user,
                        "odoo.database.password",
                        "not-asked-for",
                        "data.dir",
                        directory.resolve("none").toString())
                .forEach((key, value) -> words.addAll(List.of("--set", key + "=" + value)));
        words.addAll(List.of(more));
        return new Terminal(Map.of()).type(words.toArray(String[]::new));
    }

    private static List<String> failures(Terminal terminal) {
        return terminal.out()
                .lines()
                .filter(line -> line.startsWith("FAIL") || line.startsWith("AWAY"))
                .toList();
    }

    private static long beat(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT beat FROM tieout_heartbeat")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
