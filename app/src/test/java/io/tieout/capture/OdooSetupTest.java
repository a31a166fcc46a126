package io.tieout.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.connect.odoo.Finding;
import io.tieout.connect.odoo.OdooCaptureException;
import io.tieout.connect.odoo.OdooCheck;
import io.tieout.connect.odoo.OdooDatabase;
import io.tieout.connect.odoo.OdooSetup;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OdooSetupTest {

    @TempDir
    static Path directory;

    private static Servers servers;

    private final OdooSetup setup = new OdooSetup("tieout", "postgres");

    @BeforeAll
    static void start() throws Exception {
        servers = new Servers(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        servers.close();
    }

    @Test
    void publishesExactlyTheDeclaredColumnsAndHasNothingToDoTheSecondTime() throws Exception {
        OdooDatabase database = SmallOdoo.create(servers, "once");
        try (Connection odoo = database.connect()) {
            setup.apply(odoo);
            assertThat(setup.pending(odoo)).isEmpty();
            assertThat(columns(odoo, "payment_provider")).isEqualTo("id,company_id,code,state,name");
            assertThat(columns(odoo, "payment_transaction")).doesNotContain("partner_email", "token_id");
        }
        assertThat(errors(database)).isEmpty();
    }

    @Test
    void extendsThePublicationWhenTheDatabaseGainsADeclaredTableOrColumn() throws Exception {
        OdooDatabase database = SmallOdoo.create(servers, "grows");
        try (Connection odoo = database.connect()) {
            setup.apply(odoo);
            execute(odoo, "ALTER TABLE payment_transaction ADD COLUMN is_live boolean");
            execute(
                    odoo,
                    "CREATE TABLE sale_order_transaction_rel (sale_order_id integer, transaction_id integer,"
                            + " PRIMARY KEY (sale_order_id, transaction_id))");
            assertThat(setup.pending(odoo)).hasSize(1).first().asString().startsWith("ALTER PUBLICATION tieout SET");
            setup.apply(odoo);
            assertThat(setup.pending(odoo)).isEmpty();
            assertThat(columns(odoo, "payment_transaction")).contains("is_live");
            // Odoo goes on writing: nothing that was published stops an update.
            execute(odoo, "UPDATE payment_transaction SET is_live = true");
        }
    }

    @Test
    void aTableThatIsNotAsDeclaredIsNotPublishedAndOthersAre() throws Exception {
        OdooDatabase database = SmallOdoo.create(servers, "short_one");
        try (Connection odoo = database.connect()) {
            execute(odoo, "ALTER TABLE payment_transaction DROP COLUMN provider_reference");
            execute(odoo, "ALTER TABLE payment_provider ALTER state TYPE char(8)");
            setup.apply(odoo);
            assertThat(columns(odoo, "payment_transaction")).isEqualTo("not published");
            assertThat(columns(odoo, "payment_provider")).contains("state");
            execute(odoo, "ALTER TABLE tieout_heartbeat ALTER beat TYPE numeric");
            assertThatThrownBy(() -> setup.apply(odoo))
                    .isInstanceOf(OdooCaptureException.class)
                    .hasMessageContaining("tieout_heartbeat")
                    .hasMessageContaining("numeric");
        }
    }

    @Test
    void refusesAColumnListThatWouldStopOdoosUpdates() throws Exception {
        OdooDatabase database = SmallOdoo.create(servers, "full_one");
        try (Connection odoo = database.connect()) {
            execute(odoo, "ALTER TABLE payment_transaction REPLICA IDENTITY FULL");
            assertThatThrownBy(() -> setup.apply(odoo))
                    .isInstanceOf(OdooCaptureException.class)
                    .hasMessageContaining("ALTER TABLE public.payment_transaction REPLICA IDENTITY DEFAULT");
        }
        assertThat(errors(database)).extracting(Finding::subject).contains("replica identity", "publication");
    }

    @Test
    void aUserWhoMayNotIsGivenTheScriptThatMakesItSo() throws Exception {
        OdooDatabase database = SmallOdoo.create(servers, "guarded");
        OdooDatabase asCapture =
                new OdooDatabase(database.hostname(), database.port(), database.dbname(), "reader", "irrelevant");
        OdooSetup reader = new OdooSetup("tieout", "reader");
        try (Connection admin = database.connect()) {
            execute(admin, "CREATE ROLE reader LOGIN REPLICATION");
            try (Connection odoo = asCapture.connect()) {
                assertThatThrownBy(() -> reader.apply(odoo))
                        .isInstanceOf(OdooCaptureException.class)
                        .hasMessageContaining("CREATE PUBLICATION tieout");
            }
            assertThat(errors(asCapture))
                    .extracting(Finding::subject)
                    .contains("privileges", "heartbeat", "publication");
            execute(admin, reader.script(admin));
            try (Connection odoo = asCapture.connect()) {
                reader.apply(odoo);
                assertThatThrownBy(() -> execute(odoo, "SELECT stripe_secret_key FROM payment_provider"))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("permission denied");
            }
            assertThat(errors(asCapture)).isEmpty();
        }
    }

    @Test
    void aSlotIsReportedWithWhatItHoldsBack() throws Exception {
        OdooDatabase database = SmallOdoo.create(servers, "held");
        OdooCheck check = new OdooCheck(database, "slot_held", "tieout");
        assertThat(check.retainedBytes()).isEmpty();
        try (Connection odoo = database.connect()) {
            execute(odoo, "SELECT pg_create_logical_replication_slot('slot_held', 'pgoutput')");
            execute(odoo, "UPDATE payment_transaction SET state = 'done'");
        }
        assertThat(check.retainedBytes().orElseThrow()).isPositive();
        assertThat(check.run()).anySatisfy(finding -> {
            assertThat(finding.subject()).isEqualTo("slot");
            assertThat(finding.found()).contains("is not read", "MiB");
        });
        try (Connection odoo = database.connect()) {
            execute(odoo, "SELECT pg_drop_replication_slot('slot_held')");
        }
    }

    @Test
    void aDatabaseThatIsAwayIsOneFinding() {
        OdooDatabase nowhere = new OdooDatabase("127.0.0.1", 1, "odoo", "odoo", "hush-hush");
        List<Finding> findings = new OdooCheck(nowhere, "tieout", "tieout").run();
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Finding.Level.ERROR);
            assertThat(finding.toString()).contains("127.0.0.1:1").doesNotContain("hush-hush");
        });
    }

    private static List<Finding> errors(OdooDatabase database) {
        return new OdooCheck(database, "slot_" + database.dbname(), "tieout")
                .run().stream()
                        .filter(finding -> finding.level() == Finding.Level.ERROR)
                        .toList();
    }

    private static String columns(Connection odoo, String table) throws SQLException {
        try (Statement statement = odoo.createStatement();
                var row = statement.executeQuery("SELECT array_to_string(attnames, ',') FROM pg_publication_tables"
                        + " WHERE pubname = 'tieout' AND tablename = '" + table + "'")) {
            return row.next() ? row.getString(1) : "not published";
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
