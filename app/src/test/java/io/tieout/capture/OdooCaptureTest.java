package io.tieout.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieout.capture.ChangeLog.Change;
import io.tieout.connect.RawTopics;
import io.tieout.connect.odoo.CaptureState;
import io.tieout.connect.odoo.CaptureState.Phase;
import io.tieout.connect.odoo.Finding;
import io.tieout.connect.odoo.OdooCapture;
import io.tieout.connect.odoo.OdooCaptureSettings;
import io.tieout.connect.odoo.OdooCheck;
import io.tieout.connect.odoo.OdooDatabase;
import io.tieout.connect.odoo.OdooSetup;
import io.tieout.connect.odoo.StoredPosition;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OdooCaptureTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path directory;

    private static Servers servers;

    @BeforeAll
    static void start() throws Exception {
        servers = new Servers(directory);
        servers.createTopic(RawTopics.ODOO_CHANGE, Map.of());
    }

    @AfterAll
    static void stop() throws Exception {
        servers.close();
    }

    @Test
    void writesTheSnapshotAndThenEveryChangeInCommitOrder() throws Exception {
        OdooDatabase database = SmallOdoo.create(servers, "ordered");
        OdooCaptureSettings settings = servers.settings(database, Duration.ZERO);
        try (OdooCapture capture = new OdooCapture(settings);
                ChangeLog log = new ChangeLog(servers.bootstrap, settings.account());
                Connection odoo = database.connect();
                Connection slow = database.connect()) {
            capture.start();
            awaitPhase(capture, Phase.STREAMING);
            // Begun first, committed last: its rows carry the smaller positions, and still come after.
            slow.setAutoCommit(false);
            execute(slow, "UPDATE payment_transaction SET state = 'pending' WHERE id = 1");
            odoo.setAutoCommit(false);
            execute(
                    odoo,
                    "SELECT pg_logical_emit_message(true, 'other', 'said'), pg_logical_emit_message(false, '', 'said')");
            execute(odoo, SmallOdoo.transaction(2, "20.00"));
            execute(odoo, "UPDATE payment_transaction SET state = 'done' WHERE id = 2");
            odoo.commit();
            slow.commit();
            execute(odoo, "DELETE FROM payment_transaction WHERE id = 2");
            odoo.commit();
            log.await(change -> change.row("payment_transaction", "d"));
            log.await(change -> change.marker("END")
                    && change.transaction() > 0
                    && log.read().stream().filter(c -> c.marker("END")).count() == 3);

            List<Change> changes = log.read();
            List<String> shape = changes.stream()
                    .filter(c -> !c.json().path("op").asText().equals("r"))
                    .map(c -> c.kind().equals(RawTopics.KIND_MARKER)
                            ? c.json().path("status").asText()
                            : c.json().path("op").asText() + idOf(c))
                    .toList();
            assertThat(shape).containsExactly("BEGIN", "c2", "u2", "END", "BEGIN", "u1", "END", "BEGIN", "d2", "END");
            assertThat(changes.stream().filter(c -> c.row("payment_transaction", "r")))
                    .hasSize(1);
            assertThat(changes).allSatisfy(change -> assertThat(change.via()).isEqualTo(RawTopics.VIA_CAPTURE));
            assertThat(changes).noneSatisfy(change -> assertThat(change.text()).contains("sk_live_secret"));
            assertThat(changes).noneSatisfy(change -> assertThat(change.text()).contains("jane@example.com"));
            assertThat(changes.stream()
                            .filter(c -> c.row("payment_transaction", "u"))
                            .findFirst()
                            .orElseThrow()
                            .json()
                            .path("after")
                            .path("amount")
                            .asText())
                    .isEqualTo("20.00");
        }
    }

    @Test
    void beatsOnAnIdleDatabaseAndLeavesTheEnginesOwnHeartbeatsOut() throws Exception {
        OdooDatabase database = SmallOdoo.create(servers, "idle");
        OdooCaptureSettings settings = servers.settings(database, Duration.ofMillis(500));
        try (OdooCapture capture = new OdooCapture(settings);
                ChangeLog log = new ChangeLog(servers.bootstrap, settings.account())) {
            capture.start();
            Change third = log.await(change -> change.row("tieout_heartbeat", "u")
                    && change.json().path("after").path("beat").asLong() == 3);
            assertThat(third.json().path("after").path("clock_at").isNull()).isTrue();
            List<Change> changes = log.read();
            int snapshotEnd = lastIndex(changes, "r");
            assertThat(changes.subList(0, snapshotEnd + 1))
                    .as("no beat amid the snapshot")
                    .allSatisfy(change ->
                            assertThat(change.json().path("op").asText()).isEqualTo("r"));
            assertThat(changes)
                    .allSatisfy(change -> assertThat(
                                    change.json().has("op") || change.json().has("status"))
                            .isTrue());
        }
    }

    /** An Odoo module, or an upgrade, changes a table under the running capture. */
    @Test
    void aTableThatIsChangedUnderTheCaptureIsLeftOutAloneAndSaid() throws Exception {
        OdooDatabase database = SmallOdoo.create(servers, "bent");
        OdooCaptureSettings settings = servers.settings(database, Duration.ofMillis(200));
        try (OdooCapture capture = new OdooCapture(settings);
                ChangeLog log = new ChangeLog(servers.bootstrap, settings.account());
                Connection odoo = database.connect()) {
            capture.start();
            JsonNode first = log.awaitNotice("tables", notice -> true);
            assertThat(first.path("snapshot").asBoolean()).isTrue();
            assertThat(first.path("faults")).isEmpty();
            assertThat(first.path("tables").toString()).contains("payment_transaction", "res_currency");
            awaitPhase(capture, Phase.STREAMING);

            execute(odoo, "ALTER TABLE payment_transaction DROP COLUMN provider_reference CASCADE");
            JsonNode bent =
                    log.awaitNotice("tables", notice -> notice.path("faults").size() == 1);
            assertThat(bent.path("faults").get(0).path("table").asText()).isEqualTo("payment_transaction");
            assertThat(bent.path("faults").get(0).path("why").asText()).contains("no column provider_reference");
            assertThat(bent.path("snapshot").asBoolean()).isFalse();
            execute(odoo, "INSERT INTO account_invoice_transaction_rel VALUES (1, 1)");
            log.await(change -> change.row("account_invoice_transaction_rel", "c"));

            execute(odoo, "ALTER TABLE payment_transaction ADD COLUMN provider_reference varchar");
            log.awaitNotice("tables", notice -> notice.path("faults").isEmpty());
            execute(odoo, SmallOdoo.transaction(60, "1.00"));
            log.await(change -> change.row("payment_transaction", "c") && idOf(change) == 60);
        }
    }

    @Test
    void saysWhenTheSlotHoldsBackTooMuchAndWhenNoLonger() throws Exception {
        OdooDatabase database = SmallOdoo.create(servers, "held_back");
        OdooCaptureSettings settings =
                servers.settings(database, Duration.ofMillis(200)).withWalLimit(2 << 20);
        try (OdooCapture capture = new OdooCapture(settings);
                ChangeLog log = new ChangeLog(servers.bootstrap, settings.account());
                Connection odoo = database.connect();
                Connection held = database.connect()) {
            capture.start();
            log.awaitNotice(false);
            held.setAutoCommit(false);
            execute(held, SmallOdoo.transaction(50, "1.00"));
            // What is open since before this log was written needs all of it.
            execute(odoo, "SELECT pg_log_standby_snapshot()");
            execute(odoo, "CREATE TABLE ballast AS SELECT repeat(md5(i::text), 40) FROM generate_series(1, 4000) AS i");

            log.awaitNotice(true);
            assertThat(capture.retainedWal().orElseThrow()).isGreaterThan(settings.walLimit());
            assertThat(new OdooCheck(database, settings.slotName(), settings.publicationName(), settings.walLimit())
                            .run())
                    .anySatisfy(finding -> {
                        assertThat(finding.level()).isEqualTo(Finding.Level.ERROR);
                        assertThat(finding.found()).contains("more than odoo.wal.limit (2 MiB)");
                    });

            held.rollback();
            execute(odoo, "SELECT pg_log_standby_snapshot()");
            log.awaitNotice(false);
            assertThat(log.notices("slot-wal"))
                    .extracting(notice -> notice.json().path("open").asBoolean())
                    .containsExactly(false, true, false);
            assertThat(capture.state().phase()).isEqualTo(Phase.STREAMING);
        }
    }

    @Test
    void aSecondCaptureStandsByAndTakesOverWithoutGap() throws Exception {
        OdooDatabase database = SmallOdoo.create(servers, "standby");
        OdooCaptureSettings settings = servers.settings(database, Duration.ZERO);
        try (OdooCapture first = new OdooCapture(settings);
                OdooCapture second = new OdooCapture(settings);
                ChangeLog log = new ChangeLog(servers.bootstrap, settings.account());
                Connection odoo = database.connect()) {
            first.start();
            awaitPhase(first, Phase.STREAMING);
            second.start();
            awaitPhase(second, Phase.STANDBY);
            execute(odoo, SmallOdoo.transaction(10, "1.00"));
            log.await(change -> change.row("payment_transaction", "c") && idOf(change) == 10);
            assertThat(second.state().phase()).isEqualTo(Phase.STANDBY);

            long stopped = System.nanoTime();
            first.stop();
            assertThat(first.state().phase()).isEqualTo(Phase.STOPPED);
            execute(odoo, SmallOdoo.transaction(11, "2.00"));
            awaitPhase(second, Phase.STREAMING);
            log.await(change -> change.row("payment_transaction", "c") && idOf(change) == 11);
            System.out.println("Taken over in "
                    + Duration.ofNanos(System.nanoTime() - stopped).toMillis() + " ms");
            assertThat(log.read().stream().filter(change -> change.row("payment_transaction", "r")))
                    .as("the second takes no snapshot")
                    .hasSize(1);
        }
    }

    @Test
    void aRecordThatKafkaRefusesStopsTheCaptureAndIsWrittenOnceItMayBe() throws Exception {
        OdooDatabase database = SmallOdoo.create(servers, "refused");
        OdooCaptureSettings settings = servers.settings(database, Duration.ZERO);
        try (ChangeLog log = new ChangeLog(servers.bootstrap, settings.account());
                Connection odoo = database.connect()) {
            try (OdooCapture capture = new OdooCapture(settings)) {
                capture.start();
                awaitPhase(capture, Phase.STREAMING);
                topicAccepts("2000");
                execute(odoo, SmallOdoo.transaction(20, "1.00"));
                execute(
                        odoo,
                        "UPDATE payment_transaction SET reference = (SELECT string_agg(md5(i::text), '') FROM"
                                + " generate_series(1, 200) i) WHERE id = 20");
                execute(odoo, SmallOdoo.transaction(21, "1.00"));
                CaptureState failed = capture.await(state -> state.phase() == Phase.FAILED, PATIENCE);
                assertThat(failed.phase()).isEqualTo(Phase.FAILED);
                assertThat(failed.detail()).contains("larger than Kafka accepts", "max.message.bytes");
                assertThat(log.read())
                        .noneSatisfy(change -> assertThat(idOf(change)).isEqualTo(21));
            } finally {
                topicAccepts("1048588");
            }
            try (OdooCapture capture = new OdooCapture(settings)) {
                capture.start();
                log.await(change -> change.row("payment_transaction", "c") && idOf(change) == 21);
            }
            assertThat(log.read().stream().filter(change -> change.row("payment_transaction", "u")))
                    .hasSize(1);
        }
    }

    @Test
    void aLostSlotIsAnErrorUntilThePositionIsForgotten() throws Exception {
        OdooDatabase database = SmallOdoo.create(servers, "lost");
        OdooCaptureSettings settings = servers.settings(database, Duration.ZERO);
        try (ChangeLog log = new ChangeLog(servers.bootstrap, settings.account());
                Connection odoo = database.connect()) {
            try (OdooCapture capture = new OdooCapture(settings)) {
                capture.start();
                awaitPhase(capture, Phase.STREAMING);
                execute(odoo, SmallOdoo.transaction(30, "1.00"));
                log.await(change -> change.row("payment_transaction", "c"));
            }
            execute(odoo, "SELECT pg_drop_replication_slot('" + settings.slotName() + "')");
            try (OdooCapture capture = new OdooCapture(settings)) {
                capture.start();
                CaptureState failed = capture.await(state -> false, PATIENCE);
                assertThat(failed.phase()).isEqualTo(Phase.FAILED);
                assertThat(failed.detail()).contains("is gone", "--snapshot");
            }
            StoredPosition.forget(settings);
            try (OdooCapture capture = new OdooCapture(settings)) {
                capture.start();
                awaitPhase(capture, Phase.STREAMING);
            }
            assertThat(log.read().stream().filter(change -> change.row("payment_transaction", "r")))
                    .as("one row at first, two after forgetting")
                    .hasSize(3);
        }
    }

    @Test
    void capturesAsAUserWhoHasNoMoreRightsThanTheScriptGives() throws Exception {
        OdooDatabase database = SmallOdoo.create(servers, "least");
        OdooDatabase asCapture =
                new OdooDatabase(database.hostname(), database.port(), database.dbname(), "least_reader", "irrelevant");
        OdooCaptureSettings settings = servers.settings(asCapture, Duration.ofMillis(500));
        try (Connection admin = database.connect()) {
            execute(admin, "CREATE ROLE least_reader LOGIN REPLICATION");
            execute(admin, new OdooSetup(settings.publicationName(), "least_reader").script(admin));
            try (OdooCapture capture = new OdooCapture(settings);
                    ChangeLog log = new ChangeLog(servers.bootstrap, settings.account())) {
                capture.start();
                awaitPhase(capture, Phase.STREAMING);
                execute(admin, SmallOdoo.transaction(40, "1.00"));
                log.await(change -> change.row("payment_transaction", "c"));
                log.await(change -> change.row("tieout_heartbeat", "u"));
            }
        }
    }

    @Test
    void stopsWhileItStillLooksForItsPlaceInAnIdleDatabase() throws Exception {
        OdooDatabase database = SmallOdoo.create(servers, "quiet");
        OdooCaptureSettings settings = servers.settings(database, Duration.ZERO);
        for (int start = 0; start < 2; start++) {
            try (OdooCapture capture = new OdooCapture(settings)) {
                capture.start();
                awaitPhase(capture, Phase.STREAMING);
                long asked = System.nanoTime();
                capture.stop();
                assertThat(capture.state().phase()).isEqualTo(Phase.STOPPED);
                assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(20));
            }
        }
        try (Connection odoo = database.connect();
                Statement statement = odoo.createStatement();
                var slot = statement.executeQuery(
                        "SELECT active FROM pg_replication_slots WHERE slot_name = '" + settings.slotName() + "'")) {
            assertThat(slot.next()).isTrue();
            assertThat(slot.getBoolean(1)).as("the slot is free").isFalse();
        }
    }

    @Test
    void aDatabaseThatIsNoOdooIsNamed() throws Exception {
        OdooDatabase database = servers.database("empty_one");
        try (OdooCapture capture = new OdooCapture(servers.settings(database, Duration.ZERO))) {
            capture.start();
            CaptureState failed = capture.await(state -> false, PATIENCE);
            assertThat(failed.phase()).isEqualTo(Phase.FAILED);
            assertThat(failed.detail()).contains("no Odoo", "res_currency", "odoo.database.dbname");
        }
    }

    @Test
    void aKafkaThatIsAwayIsTriedAgain() throws Exception {
        OdooDatabase database = SmallOdoo.create(servers, "no_kafka");
        OdooCaptureSettings settings = new OdooCaptureSettings(
                "no_kafka",
                database,
                "slot_no_kafka",
                "tieout",
                Duration.ZERO,
                OdooCaptureSettings.OFFSET_TOPIC,
                Map.of("bootstrap.servers", "127.0.0.1:1"));
        try (OdooCapture capture = new OdooCapture(settings)) {
            capture.start();
            CaptureState state = capture.await(s -> s.phase() == Phase.RETRYING, PATIENCE);
            assertThat(state.phase()).isEqualTo(Phase.RETRYING);
            assertThat(state.detail()).startsWith("Kafka is away");
        }
    }

    @Test
    void anotherDatabasesSlotIsLeftAlone() throws Exception {
        OdooDatabase other = SmallOdoo.create(servers, "neighbour");
        OdooDatabase database = SmallOdoo.create(servers, "intruder");
        try (Connection odoo = other.connect()) {
            execute(odoo, "SELECT pg_create_logical_replication_slot('slot_intruder', 'pgoutput')");
            try (OdooCapture capture = new OdooCapture(servers.settings(database, Duration.ZERO))) {
                capture.start();
                CaptureState failed = capture.await(state -> false, PATIENCE);
                assertThat(failed.phase()).isEqualTo(Phase.FAILED);
                assertThat(failed.detail()).contains("belongs to database neighbour", "odoo.slot.name");
            }
            execute(odoo, "SELECT pg_drop_replication_slot('slot_intruder')");
        }
    }

    @Test
    void aDatabaseThatIsAwayIsTriedAgain() throws Exception {
        OdooDatabase nowhere = new OdooDatabase("127.0.0.1", 1, "odoo", "odoo", "hush-hush");
        try (OdooCapture capture = new OdooCapture(servers.settings(nowhere, Duration.ZERO))) {
            capture.start();
            CaptureState state = capture.await(s -> s.phase() == Phase.RETRYING, PATIENCE);
            assertThat(state.phase()).isEqualTo(Phase.RETRYING);
            assertThat(state.detail()).contains("127.0.0.1:1/odoo").doesNotContain("hush-hush");
        }
    }

    private static int idOf(Change change) {
        var json = change.json();
        return (json.path("after").isObject() ? json.path("after") : json.path("before"))
                .path("id")
                .asInt();
    }

    private static int lastIndex(List<Change> changes, String op) {
        int last = -1;
        for (int i = 0; i < changes.size(); i++) {
            if (changes.get(i).json().path("op").asText().equals(op)) {
                last = i;
            }
        }
        return last;
    }

    private static void awaitPhase(OdooCapture capture, Phase phase) throws InterruptedException {
        assertThat(capture.await(state -> state.phase() == phase, PATIENCE).phase())
                .isEqualTo(phase);
    }

    private static void topicAccepts(String bytes) throws Exception {
        try (var admin = servers.admin()) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, RawTopics.ODOO_CHANGE),
                            Set.of(new AlterConfigOp(
                                    new ConfigEntry("max.message.bytes", bytes), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    private static void execute(Connection connection, String sql) throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
