package io.tieout.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code tieout up} on a database of the user's own: a packaged PostgreSQL 15, an Odoo in it, and the role that
 * {@code tieout odoo setup-sql} makes. Skipped where that PostgreSQL is not installed or cannot be started.
 */
class UpOnPackagedPostgresTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DATABASE = "shop";
    private static final String ROLE = "tieout";
    private static final String ROLE_PASSWORD = "of-the-capture-5f1d3b";

    @TempDir
    Path directory;

    @Test
    void aPaymentCommittedThereIsAnEntryByTheRoleOfSetupSqlAlone() throws Exception {
        Path programs = PackagedPostgres.programs()
                .orElseGet(() -> abort("no PostgreSQL 15 is installed in any of " + PackagedPostgres.usualPlaces()));
        try (PackagedPostgres postgres = started(programs)) {
            loadOdoo(postgres);
            List<String> asAdministrator = database(postgres, PackagedPostgres.ADMIN, PackagedPostgres.PASSWORD);
            List<String> asTieout = database(postgres, ROLE, ROLE_PASSWORD);
            Terminal setup = type(asAdministrator, "odoo", "setup-sql");
            assertThat(setup.exitCode()).as(setup.err()).isZero();
            try (Connection administrator = odoo(postgres)) {
                execute(administrator, setup.out().replace(":'password'", "'" + ROLE_PASSWORD + "'"));
                execute(administrator, payment(1));
            }
            theRoleMayNotReadSecrets(postgres);

            Path data = directory.resolve("data");
            Path config = directory.resolve("tieout.properties");
            Path errors = directory.resolve("up.err");
            Files.writeString(config, "data.dir=" + data + "\nodoo.account=shop\nodoo.heartbeat.interval=1s\n");
            try (var up = UpInAnotherProcess.start(config, data, errors, asTieout.toArray(String[]::new))) {
                Map<String, String> addresses = up.addresses();
                assertThat(addresses).as("no other database is started").doesNotContainKey("odoo.database.port");
                try (Connection administrator = odoo(postgres)) {
                    execute(administrator, payment(2));
                    execute(
                            administrator,
                            "UPDATE payment_transaction SET state = 'done', provider_reference = 'pi_2' WHERE id = 2");
                }

                await("entries of both payments")
                        .atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(stages(addresses))
                                .as(Files.readString(errors))
                                .containsExactly("1 INITIATED 1050", "2 INITIATED 1050", "2 CAPTURED 1050"));
                Terminal check = type(asTieout, "odoo", "check");
                assertThat(check.out())
                        .contains("privileges: tieout may read every captured column")
                        .doesNotContain("FAIL", "AWAY");
                assertThat(check.exitCode()).as(check.out()).isZero();
                assertThat(Files.readString(errors)).doesNotContain(ROLE_PASSWORD);
            }
            assertThat(UpInAnotherProcess.processesOf(data))
                    .as("what up has left behind")
                    .isEmpty();
        }
    }

    private PackagedPostgres started(Path programs) throws IOException, InterruptedException {
        try {
            return PackagedPostgres.start(programs, directory);
        } catch (PackagedPostgres.CannotStartException e) {
            return abort("PostgreSQL 15 of " + programs + " cannot be started here: " + e.getMessage());
        }
    }

    private static void loadOdoo(PackagedPostgres postgres) throws SQLException, IOException {
        try (Connection administrator =
                postgres.connect("postgres", PackagedPostgres.ADMIN, PackagedPostgres.PASSWORD)) {
            execute(administrator, "CREATE DATABASE " + DATABASE);
        }
        try (Connection administrator = odoo(postgres);
                var schema = UpOnPackagedPostgresTest.class.getResourceAsStream("/io/tieout/demo/odoo-18-shop.sql")) {
            execute(administrator, new String(schema.readAllBytes(), StandardCharsets.UTF_8));
            execute(
                    administrator,
                    "INSERT INTO payment_provider (id, company_id, code, state, name, stripe_secret_key) VALUES"
                            + " (13, 1, 'stripe', 'enabled', '{\"en_US\": \"Stripe\"}', 'sk_live_secret')");
        }
    }

    private static String payment(int id) {
        return "INSERT INTO payment_transaction (id, provider_id, company_id, payment_method_id, currency_id, partner_id,"
                + " reference, state, operation, amount, create_date, write_date) VALUES (" + id
                + ", 13, 1, 40, 125, 1, 'S0000" + id + "', 'draft', 'online_direct', 10.50,"
                + " now() AT TIME ZONE 'utc', now() AT TIME ZONE 'utc')";
    }

    private static void theRoleMayNotReadSecrets(PackagedPostgres postgres) throws SQLException {
        try (Connection tieout = postgres.connect(DATABASE, ROLE, ROLE_PASSWORD)) {
            assertThatThrownBy(() -> execute(tieout, "SELECT stripe_secret_key FROM payment_provider"))
                    .hasMessageContaining("permission denied");
        }
    }

    /** Number, stage and amount of each version of a payment, as {@code tieout read} shows them, payment by payment. */
    private static List<String> stages(Map<String, String> addresses) throws IOException {
        var settings = new ArrayList<String>();
        for (String name : List.of("kafka.bootstrap.servers", "schema.registry.url")) {
            settings.addAll(List.of("--set", name + "=" + addresses.get(name)));
        }
        Terminal read = type(settings, "read", "recon.entry.v1", "--timeout", "2s");
        var stages = new ArrayList<String>();
        for (String line : read.out().lines().toList()) {
            JsonNode entry = JSON.readTree(line).path("value");
            if (entry.path("object_type").asText().equals("payment_transaction")) {
                stages.add(entry.path("object_id").asText() + " "
                        + entry.path("stage").asText() + " "
                        + entry.path("amount").path("minor").asText());
            }
        }
        stages.sort(Comparator.comparing(version -> version.substring(0, version.indexOf(' '))));
        return stages;
    }

    private static List<String> database(PackagedPostgres postgres, String user, String password) {
        var words = new ArrayList<String>();
        Map.of(
                        "odoo.database.hostname", PackagedPostgres.HOST,
                        "odoo.database.port", String.valueOf(postgres.port()),
                        "odoo.database.dbname", DATABASE,
                        "odoo.database.user", user,
                        "odoo.database.password", password)
                .forEach((name, value) -> words.addAll(List.of("--set", name + "=" + value)));
        return words;
    }

    private static Terminal type(List<String> settings, String... command) {
        var words = new ArrayList<>(List.of(command));
        words.addAll(settings);
        return new Terminal(Map.of()).type(words.toArray(String[]::new));
    }

    private static Connection odoo(PackagedPostgres postgres) throws SQLException {
        return postgres.connect(DATABASE, PackagedPostgres.ADMIN, PackagedPostgres.PASSWORD);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
