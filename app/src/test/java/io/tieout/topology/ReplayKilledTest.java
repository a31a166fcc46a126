package io.tieout.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.capture.CaptureMain;
import io.tieout.capture.ChangeLog;
import io.tieout.capture.ChangeLog.Change;
import io.tieout.capture.Servers;
import io.tieout.connect.RawTopics;
import io.tieout.connect.odoo.OdooDatabase;
import io.tieout.v1.Entry;
import io.tieout.v1.ReconciliationException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kill -9 of the capture, and crashes of PostgreSQL, while an Odoo commits what it once committed: every entry is in
 * the end what it is when nobody dies.
 *
 * <p>The build does it with few deaths. The proof: {@code mvn -pl app -am test -Dtest=ReplayKilledTest
 * -Dtieout.kills=20 -Dtieout.restarts=5 -Dsurefire.failIfNoSpecifiedTests=false}; {@code -Dtieout.seed=N} chooses other
 * moments. Skipped where {@link RecordedOdoo} has nothing.
 */
final class ReplayKilledTest {

    private static final int KILLS = Integer.getInteger("tieout.kills", 2);
    private static final int CRASHES = Integer.getInteger("tieout.restarts", 1);
    private static final long SEED = Long.getLong("tieout.seed", 18);
    private static final int LAST_BEAT = -1_000_000;

    /** What befalls the replay. */
    private enum Death {
        /** The capture, at any time after its start: connecting, making its slot, reading the tables, or streaming. */
        CAPTURE_AT_ANY_TIME,
        /** The capture, soon after it has written the first rows of a snapshot. */
        CAPTURE_AT_SNAPSHOT,
        /** The capture, while it streams. */
        CAPTURE_AT_WORK,
        /** PostgreSQL, while the capture streams. */
        POSTGRES
    }

    @TempDir
    Path directory;

    @BeforeAll
    static void recorded() {
        RecordedOdoo.assumeThere();
    }

    @Test
    void whoeverDiesMeanwhileEveryEntryEndsAsIfNobodyHad() throws Exception {
        try (Servers servers = new Servers(directory)) {
            servers.createTopic(RawTopics.ODOO_CHANGE, Map.of());
            OdooDatabase calm = servers.database("calm");
            RecordedOdoo.load(calm, "18");
            List<Change> whole = RecordedOdoo.captured(servers, calm, RecordedOdoo.recorded("18"), LAST_BEAT);
            OdooDatabase harsh = servers.database("harsh");
            RecordedOdoo.load(harsh, "18");
            List<Change> torn = tornByDeaths(servers, harsh);

            try (Flow undisturbed = new Flow();
                    Flow disturbed = new Flow()) {
                RecordedOdoo.feed(undisturbed, calm, whole);
                RecordedOdoo.feed(disturbed, harsh, torn);

                RecordedOdoo.documentsStandAsInTheTables(undisturbed, calm);
                RecordedOdoo.documentsStandAsInTheTables(disturbed, harsh);
                assertThat(standing(disturbed)).isEqualTo(standing(undisturbed));
                Map<String, List<Entry>> versions = versions(disturbed);
                versions.forEach((id, said) -> assertThat(said)
                        .as("versions of " + id)
                        .isSortedAccordingTo((a, b) -> older(a, b) ? -1 : 1)
                        .hasSizeLessThanOrEqualTo(versions(undisturbed)
                                .getOrDefault(id, List.of())
                                .size()));
                assertThat(disturbed.deadLetters()).isEmpty();
                assertThat(disturbed.all(ReconciliationException.class, any -> true))
                        .isEmpty();
                assertThat(standing(disturbed)).hasSizeGreaterThan(100);
            }
        }
    }

    private static boolean older(Entry one, Entry other) {
        return one.getVersionPosition() < other.getVersionPosition()
                || (one.getVersionPosition() == other.getVersionPosition()
                        && one.getVersionOrder() < other.getVersionOrder());
    }

    private static Map<String, List<Entry>> versions(Flow flow) {
        var versions = new TreeMap<String, List<Entry>>();
        flow.all(Entry.class, any -> true)
                .forEach(entry -> versions.computeIfAbsent(
                                entry.getObjectType() + "/" + entry.getObjectId(), id -> new ArrayList<>())
                        .add(entry));
        return versions;
    }

    /** The last version of what is not deleted, whole but for where and when it was committed. */
    private static Map<String, String> standing(Flow flow) {
        var standing = new TreeMap<String, String>();
        versions(flow).forEach((id, said) -> {
            Entry last = said.get(said.size() - 1);
            if (!last.getDeleted()) {
                standing.put(
                        id,
                        Entry.newBuilder(last)
                                .setEntryId("")
                                .setAccount("")
                                .setVersionPosition(0)
                                .setVersionOrder(0)
                                .setStatedAt(Instant.EPOCH)
                                .setLineage(null)
                                .build()
                                .toString());
            }
        });
        return standing;
    }

    /** Everything that captures wrote, one after the other, while transactions were committed and somebody died. */
    private static List<Change> tornByDeaths(Servers servers, OdooDatabase database) throws Exception {
        Random random = new Random(SEED);
        List<Death> deaths = deaths(random);
        List<String> transactions = RecordedOdoo.transactions("18");
        Process capture = null;
        try (var log = new ChangeLog(servers.bootstrap, database.dbname());
                var odoo = new Replay(database, transactions)) {
            capture = CaptureMain.start(servers, database);
            for (int number = 0; number < deaths.size(); number++) {
                Death death = deaths.get(number);
                int upTo = transactions.size() * (number + 1) / (deaths.size() + 1);
                int half = (odoo.allowed() + upTo) / 2;
                odoo.allow(half);
                if (death == Death.CAPTURE_AT_ANY_TIME) {
                    assertStays(capture, Duration.ofMillis(random.nextInt(6_000)));
                } else {
                    awaitNew(
                            log,
                            change -> death == Death.CAPTURE_AT_SNAPSHOT
                                    ? change.json().path("op").asText().equals("r")
                                    : change.marker("END"));
                    odoo.allow(upTo);
                    assertStays(capture, Duration.ofMillis(random.nextInt(400)));
                }
                if (death == Death.POSTGRES) {
                    servers.crashPostgres();
                    long crashed = System.currentTimeMillis();
                    servers.startPostgres();
                    awaitBeatAfter(log, crashed);
                    assertThat(capture.isAlive())
                            .as("the capture goes on by itself")
                            .isTrue();
                } else {
                    capture.destroyForcibly().waitFor();
                    capture = CaptureMain.start(servers, database);
                }
                odoo.allow(upTo);
            }
            odoo.allow(transactions.size());
            odoo.awaitAll();
            awaitBeatAfter(log, System.currentTimeMillis());
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("UPDATE tieout_heartbeat SET beat = " + LAST_BEAT);
            }
            Change last = log.await(change -> change.row("tieout_heartbeat", "u")
                    && change.json().path("after").path("beat").asInt() == LAST_BEAT);
            log.await(change -> change.marker("END") && change.transaction() == last.transaction());
            say(deaths, odoo, log.read());
            return log.read();
        } finally {
            if (capture != null) {
                capture.destroyForcibly().waitFor();
            }
        }
    }

    /** The first dies at its first snapshot. */
    private static List<Death> deaths(Random random) {
        var deaths = new ArrayList<Death>();
        for (int i = 1; i < KILLS; i++) {
            deaths.add(i % 2 == 0 ? Death.CAPTURE_AT_ANY_TIME : Death.CAPTURE_AT_WORK);
        }
        deaths.addAll(Collections.nCopies(CRASHES, Death.POSTGRES));
        Collections.shuffle(deaths, random);
        if (KILLS > 0) {
            deaths.add(0, Death.CAPTURE_AT_SNAPSHOT);
        }
        return deaths;
    }

    /** A while of any length; a capture that ends in it by itself is no capture. */
    private static void assertStays(Process capture, Duration time) throws InterruptedException {
        assertThat(capture.waitFor(time.toMillis(), TimeUnit.MILLISECONDS))
                .as("the capture ended by itself")
                .isFalse();
    }

    private static void awaitNew(ChangeLog log, Predicate<Change> wanted) {
        int known = log.read().size();
        var seen = new AtomicInteger();
        log.await(change -> seen.incrementAndGet() > known && wanted.test(change));
    }

    /** The capture streams what was committed after that time. */
    private static void awaitBeatAfter(ChangeLog log, long millis) {
        log.await(change -> change.row("tieout_heartbeat", "u")
                && change.json().path("source").path("ts_ms").asLong() > millis);
    }

    private static void say(List<Death> deaths, Replay odoo, List<Change> torn) {
        Set<String> ended = new HashSet<>();
        Set<Long> snapshots = new HashSet<>();
        int again = 0;
        int cutOff = 0;
        boolean open = false;
        for (Change change : torn) {
            if (change.json().path("op").asText().equals("r")) {
                snapshots.add(change.json().path("source").path("lsn").asLong());
            } else if (change.marker("BEGIN")) {
                cutOff += open ? 1 : 0;
                open = true;
            } else if (change.marker("END")) {
                again += ended.add(change.json().path("id").asText()) ? 0 : 1;
                open = false;
            }
        }
        var counts = new HashMap<Death, Integer>();
        deaths.forEach(death -> counts.merge(death, 1, Integer::sum));
        System.out.println("Seed " + SEED + ", " + counts + ", " + odoo.size() + " transactions of Odoo, tried again "
                + odoo.repeated() + " times: " + torn.size() + " records, " + snapshots.size()
                + " snapshots, " + ended.size() + " transactions captured, " + again + " delivered again, " + cutOff
                + " begun anew");
    }

    /** Commits the recorded transactions one by one, each once, however often the database goes away. */
    private static final class Replay implements AutoCloseable {

        private static final Duration PACE = Duration.ofMillis(15);
        private static final Duration RETRY = Duration.ofMillis(100);
        private static final Duration PATIENCE = Duration.ofMinutes(2);

        private final OdooDatabase database;
        private final List<String> transactions;
        private final AtomicInteger repeated = new AtomicInteger();
        private final AtomicReference<SQLException> refused = new AtomicReference<>();
        private final Thread thread = new Thread(this::run, "replay");
        private volatile boolean open = true;
        private int allowed;

        Replay(OdooDatabase database, List<String> transactions) throws SQLException {
            this.database = database;
            this.transactions = transactions;
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE replayed (number integer PRIMARY KEY)");
            }
            thread.start();
        }

        int size() {
            return transactions.size();
        }

        synchronized int allowed() {
            return allowed;
        }

        int repeated() {
            return repeated.get();
        }

        /** It may go on until so many are committed. */
        synchronized void allow(int upTo) {
            allowed = Math.max(allowed, upTo);
            notifyAll();
        }

        private synchronized void awaitAllowed(int number) throws InterruptedException {
            while (allowed <= number) {
                wait();
            }
        }

        void awaitAll() throws InterruptedException {
            thread.join(PATIENCE.toMillis());
            assertThat(thread.isAlive())
                    .as("still replaying; last refusal: " + refused.get())
                    .isFalse();
        }

        private void run() {
            int number = 0;
            try {
                while (open && number < transactions.size()) {
                    try (Connection odoo = RecordedOdoo.connect(database);
                            Statement statement = odoo.createStatement()) {
                        for (number = committed(statement); number < transactions.size(); number++) {
                            awaitAllowed(number);
                            statement.execute(numbered(number));
                            LockSupport.parkNanos(PACE.toNanos());
                        }
                    } catch (SQLException away) {
                        refused.set(away);
                        repeated.incrementAndGet();
                        LockSupport.parkNanos(RETRY.toNanos());
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Whether a commit that got no answer was one, only the database knows. */
        private static int committed(Statement statement) throws SQLException {
            try (ResultSet count = statement.executeQuery("SELECT count(*) FROM replayed")) {
                count.next();
                return count.getInt(1);
            }
        }

        private String numbered(int number) {
            String transaction = transactions.get(number);
            return transaction.substring(0, transaction.lastIndexOf("COMMIT;")) + "INSERT INTO replayed VALUES ("
                    + number + ");\nCOMMIT;";
        }

        @Override
        public void close() throws InterruptedException {
            open = false;
            thread.interrupt();
            thread.join(PATIENCE.toMillis());
        }
    }
}
