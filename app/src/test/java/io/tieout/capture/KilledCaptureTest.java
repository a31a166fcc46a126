package io.tieout.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieout.capture.ChangeLog.Change;
import io.tieout.connect.RawTopics;
import io.tieout.connect.odoo.OdooDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kill -9 of the capture while Odoo writes: what the change topic must still be. */
class KilledCaptureTest {

    private static final int KILLS = 5;

    @TempDir
    Path directory;

    @Test
    void afterKillsNothingIsLostAndEveryTransactionIsWholeAndInCommitOrder() throws Exception {
        try (Servers servers = new Servers(directory)) {
            servers.createTopic(RawTopics.ODOO_CHANGE, Map.of());
            OdooDatabase database = SmallOdoo.create(servers, "killed");
            Random random = new Random(7);
            try (Load load = new Load(database, 2);
                    ChangeLog log = new ChangeLog(servers.bootstrap, "killed")) {
                for (int kill = 0; kill < KILLS; kill++) {
                    Process capture = CaptureMain.start(servers, database);
                    try {
                        if (kill == 0) {
                            log.await(
                                    change -> change.json().path("op").asText().equals("r"));
                        } else {
                            log.awaitEnds(ends(log.read()) + 20 + random.nextInt(150));
                        }
                    } finally {
                        capture.destroyForcibly().waitFor();
                    }
                }
                load.stop();
                Process capture = CaptureMain.start(servers, database);
                try (Connection odoo = database.connect();
                        Statement statement = odoo.createStatement()) {
                    statement.execute(SmallOdoo.transaction(999_999, "1.00"));
                    Change last = log.await(change -> idOf(change) == 999_999);
                    Change end =
                            log.await(change -> change.marker("END") && change.transaction() == last.transaction());
                    // The capture still beats: what comes after may be a transaction whose END is not yet here.
                    List<Change> changes = log.read();
                    check(changes.subList(0, changes.indexOf(end) + 1), odoo);
                } finally {
                    capture.destroyForcibly().waitFor();
                }
            }
        }
    }

    /** The rules that a reader of the topic relies on; see the picture in ChangeBatches. */
    private static void check(List<Change> changes, Connection odoo) throws SQLException {
        Map<String, Change> first = new HashMap<>();
        Map<Integer, JsonNode> state = new TreeMap<>();
        List<Change> open = new ArrayList<>();
        long openId = -1;
        long lastEnd = 0;
        int redelivered = 0;
        int begunAnew = 0;
        int transactions = 0;
        long snapshot = -1;
        Set<Long> begun = new HashSet<>();
        Set<Long> ended = new HashSet<>();
        Set<String> delivered = new HashSet<>();
        for (Change change : changes) {
            if (change.json().path("op").asText().equals("r")) {
                long lsn = change.json().path("source").path("lsn").asLong();
                if (lsn != snapshot) {
                    // The capture died amid its snapshot. What was deleted since is in no later event, only absent
                    // here.
                    state.clear();
                    snapshot = lsn;
                }
                apply(state, change);
            } else if (change.marker("BEGIN")) {
                if (openId >= 0) {
                    assertThat(begun)
                            .as("only a transaction that comes again may cut off another")
                            .contains(change.transaction());
                    begunAnew++;
                }
                openId = change.transaction();
                begun.add(openId);
                open.clear();
            } else if (change.marker("END")) {
                assertThat(change.transaction())
                        .as("END of the open transaction")
                        .isEqualTo(openId);
                assertThat(open).hasSize(change.json().path("event_count").asInt());
                String id = change.json().path("id").asText();
                long end = Long.parseLong(id.substring(id.indexOf(':') + 1));
                if (end > lastEnd) {
                    open.forEach(row -> apply(state, row));
                    lastEnd = end;
                    transactions++;
                } else {
                    redelivered++;
                }
                ended.add(openId);
                openId = -1;
            } else {
                assertThat(change.transaction())
                        .as("row of the open transaction")
                        .isEqualTo(openId);
                open.add(change);
                JsonNode transaction = change.json().path("transaction");
                assertThat(transaction.path("total_order").asInt()).isEqualTo(open.size());
                if (ended.contains(openId)) {
                    // Of a transaction that is known to its END already, Debezium may send the last rows alone.
                    assertThat(delivered).contains(openId + "/" + said(change));
                } else {
                    Change before = first.putIfAbsent(openId + "/" + open.size(), change);
                    if (before != null) {
                        assertThat(said(change)).isEqualTo(said(before));
                    }
                    delivered.add(openId + "/" + said(change));
                }
            }
        }
        assertThat(openId).as("nothing open at the end").isEqualTo(-1);
        assertThat(ended).as("whatever began has ended").isEqualTo(begun);
        System.out.println(KILLS + " kills: " + changes.size() + " records, " + transactions + " transactions, "
                + redelivered + " delivered again, " + begunAnew + " begun anew");
        Map<Integer, String> expected = new TreeMap<>();
        try (Statement statement = odoo.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, state, amount FROM payment_transaction")) {
            while (rows.next()) {
                expected.put(rows.getInt(1), rows.getString(2) + " " + rows.getString(3));
            }
        }
        Map<Integer, String> captured = new TreeMap<>();
        state.forEach((id, row) -> captured.put(
                id, row.path("state").asText() + " " + row.path("amount").asText()));
        assertThat(captured).isEqualTo(expected);
        assertThat(expected).hasSizeGreaterThan(100);
    }

    private static void apply(Map<Integer, JsonNode> state, Change change) {
        if (change.table().equals("payment_transaction")) {
            if (change.json().path("op").asText().equals("d")) {
                state.remove(idOf(change));
            } else {
                state.put(idOf(change), change.json().path("after"));
            }
        }
    }

    private static int ends(List<Change> changes) {
        return (int) changes.stream().filter(change -> change.marker("END")).count();
    }

    private static int idOf(Change change) {
        JsonNode json = change.json();
        return (json.path("after").isObject() ? json.path("after") : json.path("before"))
                .path("id")
                .asInt();
    }

    /** Writers that insert, amend and delete as Odoo does, several rows a transaction, some rolled back. */
    private static final class Load implements AutoCloseable {

        private final AtomicBoolean running = new AtomicBoolean(true);
        private final AtomicInteger ids = new AtomicInteger(1000);
        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private final List<Thread> writers = new ArrayList<>();

        Load(OdooDatabase database, int threads) {
            for (int i = 0; i < threads; i++) {
                Thread writer = new Thread(() -> write(database), "load-" + i);
                writers.add(writer);
                writer.start();
            }
        }

        private void write(OdooDatabase database) {
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                while (running.get()) {
                    int id = ids.incrementAndGet();
                    statement.execute(SmallOdoo.transaction(id, "10.00"));
                    statement.execute("INSERT INTO account_invoice_transaction_rel VALUES (" + id + ", " + id + ")");
                    statement.execute("UPDATE payment_transaction SET amount = " + id + ".50 WHERE id = " + id);
                    connection.commit();
                    statement.execute("UPDATE payment_transaction SET state = 'done' WHERE id = " + id);
                    if (id % 7 == 0) {
                        connection.rollback();
                    } else {
                        connection.commit();
                    }
                    if (id % 11 == 0) {
                        statement.execute("DELETE FROM payment_transaction WHERE id = " + id);
                        connection.commit();
                    }
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20)); // pace of a busy shop
                }
            } catch (SQLException e) {
                failure.set(e);
            }
        }

        void stop() {
            close();
            assertThat(failure.get()).isNull();
        }

        @Override
        public void close() {
            running.set(false);
            for (Thread writer : writers) {
                try {
                    writer.join(Duration.ofSeconds(30).toMillis());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private static String said(Change change) {
        return change.json().path("source") + " " + change.json().path("after");
    }
}
