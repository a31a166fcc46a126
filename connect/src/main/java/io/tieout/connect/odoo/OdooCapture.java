package io.tieout.connect.odoo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.format.JsonByteArray;
import io.tieout.connect.odoo.CaptureState.Phase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Captures one Odoo database: writes every change of its declared tables, in commit order, to the change topic.
 *
 * <p>Any number of captures of one database may run; one has the turn and the others stand by. What was written but not
 * yet noted as written when a capture ends is written again by the next: at least once, never with a gap.
 *
 * <pre>
 *   STARTING -> STANDBY -> (SNAPSHOT) -> STREAMING
 *                  ^----- RETRYING <---------'          any -> FAILED | STOPPED
 * </pre>
 */
public final class OdooCapture implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OdooCapture.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** How soon it is noticed that somebody changed a table under the capture. */
    private static final Duration TABLES_EVERY = Duration.ofSeconds(2);

    private static final Duration RETRY_FIRST = Duration.ofSeconds(1);
    private static final Duration RETRY_MOST = Duration.ofSeconds(15);
    private static final Duration ENGINE_STOP = Duration.ofSeconds(8);

    private final OdooCaptureSettings settings;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;
    private final WalWatch wal;
    private final Object stateLock = new Object();
    private List<String> absent = List.of();
    private CaptureState state = new CaptureState(Phase.STARTING, "");

    public OdooCapture(OdooCaptureSettings settings) {
        this.settings = settings;
        this.wal = new WalWatch(settings);
        this.thread = new Thread(this::run, "odoo-capture-" + settings.account());
    }

    /** Begins in the background; returns at once. */
    public void start() {
        thread.start();
    }

    public CaptureState state() {
        synchronized (stateLock) {
            return state;
        }
    }

    /** Bytes of write-ahead log that the slot holds back on the database's disk; empty while that is not known. */
    public OptionalLong retainedWal() {
        return wal.retained();
    }

    /** How many bytes it may hold back before that is said. */
    public long walLimit() {
        return settings.walLimit();
    }

    /** Waits until the state is such; returns the state at that moment, or when it is final, or when time is out. */
    public CaptureState await(Predicate<CaptureState> wanted, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        synchronized (stateLock) {
            while (!wanted.test(state) && !state.ended()) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    break;
                }
                stateLock.wait(left);
            }
            return state;
        }
    }

    /** Stops and waits until slot, connections and threads are released, at most half a minute. */
    public void stop() {
        stopping.countDown();
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(Duration.ofSeconds(20).toMillis());
            if (thread.isAlive()) {
                thread.interrupt();
                thread.join(Duration.ofSeconds(10).toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("The capture of account {} is still stopping after half a minute", settings.account());
        }
    }

    /** The same as {@link #stop}. */
    @Override
    public void close() {
        stop();
    }

    private void run() {
        Duration pause = RETRY_FIRST;
        try {
            while (!stopRequested()) {
                long began = System.nanoTime();
                CaptureTrouble trouble = attempt();
                if (trouble == null) {
                    break;
                }
                if (trouble.course() == CaptureTrouble.Course.FAIL) {
                    LOG.error("Capture of account {} failed: {}", settings.account(), trouble.detail());
                    enter(Phase.FAILED, trouble.detail());
                    return;
                }
                boolean standBy = trouble.course() == CaptureTrouble.Course.STAND_BY;
                enter(standBy ? Phase.STANDBY : Phase.RETRYING, trouble.detail());
                boolean ranWell = System.nanoTime() - began > RETRY_MOST.toNanos();
                pause = ranWell || standBy ? RETRY_FIRST : least(pause.multipliedBy(2), RETRY_MOST);
                if (stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
            enter(Phase.STOPPED, "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            enter(Phase.STOPPED, "interrupted");
        }
    }

    /** One turn, from waiting for it until it ends; null if it ended because we were asked to stop. */
    private @Nullable CaptureTrouble attempt() throws InterruptedException {
        try (SlotTurn turn = new SlotTurn(settings)) {
            wal.look(turn.catalog());
            while (!turn.take()) {
                enter(Phase.STANDBY, "another capture reads this database; this one takes over when that one ends");
                if (stopping.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                    return null;
                }
                wal.lookNowAndThen(turn.catalog());
            }
            enter(Phase.STARTING, "");
            return capture(turn);
        } catch (SQLException | RuntimeException e) {
            wal.forget();
            LOG.debug("Turn of account {} ended", settings.account(), e);
            if (stopRequested()) {
                return null;
            }
            return CaptureTrouble.of(e, settings);
        }
    }

    private @Nullable CaptureTrouble capture(SlotTurn turn) throws SQLException, InterruptedException {
        requireLogicalDecoding(turn.catalog());
        new OdooSetup(settings.publicationName(), settings.database().user()).apply(turn.connection());
        OdooCatalog.Captured captured = turn.catalog().captured();
        if (!captured.absent().equals(absent)) {
            absent = captured.absent();
            LOG.info("Account {} has no table {}: left out", settings.account(), absent);
        }
        captured.faults()
                .forEach(fault -> LOG.error("Account {}: {} {}", settings.account(), fault.problem(), fault.mend()));
        boolean snapshot = prepareSlot(turn);
        CountDownLatch ended = new CountDownLatch(1);
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        try (ChangeWriter writer = new ChangeWriter(settings)) {
            writer.write(List.of(
                    writer.notice(tables(captured, snapshot, turn.catalog().clock()))));
            ChangeBatches batches = new ChangeBatches(settings, writer, () -> enter(Phase.STREAMING, ""));
            DebeziumEngine<ChangeEvent<byte[], byte[]>> engine = DebeziumEngine.create(JsonByteArray.class)
                    .using(EngineProperties.of(settings, captured.tables()))
                    .notifying(batches)
                    .using((DebeziumEngine.ConnectorCallback) new DebeziumEngine.ConnectorCallback() {
                        @Override
                        public void pollingStarted() {
                            enter(snapshot ? Phase.SNAPSHOT : Phase.STREAMING, "");
                        }
                    })
                    .using((success, message, error) -> failure.set(error))
                    .build();
            Thread runner = new Thread(
                    () -> {
                        try {
                            engine.run();
                        } finally {
                            ended.countDown();
                        }
                    },
                    "odoo-engine-" + settings.account());
            runner.setDaemon(true);
            runner.start();
            long looked = System.nanoTime();
            try {
                while (!ended.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                    if (stopRequested()) {
                        return null;
                    }
                    turn.affirm();
                    wal.lookNowAndThen(turn.catalog());
                    wal.say(writer, state().phase() == Phase.STREAMING);
                    if (System.nanoTime() - looked >= TABLES_EVERY.toNanos()) {
                        if (!turn.catalog().captured().equals(captured)) {
                            return new CaptureTrouble(
                                    CaptureTrouble.Course.RETRY, "tables of the database have other columns now");
                        }
                        looked = System.nanoTime();
                    }
                }
            } finally {
                stopEngine(engine, ended, turn);
            }
        }
        Throwable error = failure.get();
        if (stopRequested()) {
            return null;
        }
        return error == null
                ? new CaptureTrouble(CaptureTrouble.Course.RETRY, "the engine ended by itself")
                : CaptureTrouble.of(error, settings);
    }

    private byte[] tables(OdooCatalog.Captured captured, boolean snapshot, Instant at) {
        ObjectNode notice = JsonNodeFactory.instance
                .objectNode()
                .put("account", settings.account())
                .put("finding", "tables")
                .put("snapshot", snapshot)
                .put("at", at.toEpochMilli());
        ArrayNode tables = notice.putArray("tables");
        captured.tables().forEach(table -> tables.add(table.name()));
        ArrayNode faults = notice.putArray("faults");
        captured.faults()
                .forEach(fault -> faults.addObject().put("table", fault.table()).put("why", fault.why()));
        return notice.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void requireLogicalDecoding(OdooCatalog catalog) throws SQLException {
        String level = catalog.setting("wal_level");
        if (!level.equals("logical")) {
            throw new OdooCaptureException("PostgreSQL runs with wal_level = " + level + ", and capture needs logical."
                    + " Run ALTER SYSTEM SET wal_level = logical; and restart PostgreSQL.");
        }
    }

    /** Makes sure that slot and stored position belong together; says whether a snapshot is to be taken. */
    private boolean prepareSlot(SlotTurn turn) throws SQLException {
        StoredPosition position = StoredPosition.read(settings);
        OdooCatalog.@Nullable Slot slot = turn.catalog().slot(settings.slotName());
        if (position != null && position.snapshotCompleted()) {
            requireContinuation(position, slot);
            return false;
        }
        if (slot != null) {
            if (!settings.database().dbname().equals(slot.database()) || !"pgoutput".equals(slot.plugin())) {
                throw new OdooCaptureException("Replication slot " + settings.slotName() + " belongs to database "
                        + slot.database() + " and plugin " + slot.plugin() + ": name another in odoo.slot.name.");
            }
            LOG.warn(
                    "Account {} has replication slot {} but no position to continue from: the slot is made anew and a"
                            + " snapshot taken.",
                    settings.account(),
                    settings.slotName());
            turn.dropSlot();
        }
        return true;
    }

    private void requireContinuation(StoredPosition position, OdooCatalog.@Nullable Slot slot) {
        String again =
                " To read everything anew, run `tieout capture --snapshot`: what changed or was deleted meanwhile"
                        + " is found by it, as it stands then.";
        if (slot == null) {
            throw new OdooCaptureException(
                    "Replication slot " + settings.slotName() + " is gone, and with it the changes"
                            + " since the capture last read. It was dropped, or the database was restored or failed over."
                            + again);
        }
        if (slot.lost()) {
            throw new OdooCaptureException("Replication slot " + settings.slotName() + " was invalidated by PostgreSQL:"
                    + " it had held back more write-ahead log than max_slot_wal_keep_size allows. Drop it (SELECT"
                    + " pg_drop_replication_slot('" + settings.slotName() + "');)." + again);
        }
        if (slot.confirmed() > position.lsn()) {
            throw new OdooCaptureException("Replication slot " + settings.slotName() + " stands at " + slot.confirmed()
                    + ", beyond what the capture has written (" + position.lsn() + "): the changes between are lost to"
                    + " it. Somebody else read or advanced the slot, or the offset topic was restored." + again);
        }
    }

    /** Closing may block while the engine starts or searches its position; then its connection is ended under it. */
    private void stopEngine(DebeziumEngine<?> engine, CountDownLatch ended, SlotTurn turn)
            throws SQLException, InterruptedException {
        if (ended.getCount() == 0) {
            return;
        }
        Thread closer = new Thread(() -> closeWhenStarted(engine, ended), "odoo-engine-close-" + settings.account());
        closer.setDaemon(true);
        closer.start();
        if (!ended.await(ENGINE_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("The engine of account {} does not stop; its connection is ended", settings.account());
            turn.endReader();
            if (!ended.await(ENGINE_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.error("The engine of account {} did not stop", settings.account());
            }
        }
    }

    private void closeWhenStarted(DebeziumEngine<?> engine, CountDownLatch ended) {
        try {
            do {
                try {
                    engine.close();
                    return;
                } catch (IllegalStateException e) {
                    // It refuses while its tasks start, and when it is ending already.
                    LOG.debug("Engine of account {} not yet to be closed: {}", settings.account(), e.getMessage());
                }
            } while (!ended.await(100, TimeUnit.MILLISECONDS));
        } catch (IOException e) {
            LOG.warn("Engine of account {} did not close cleanly: {}", settings.account(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean stopRequested() {
        return stopping.getCount() == 0;
    }

    private void enter(Phase phase, String detail) {
        synchronized (stateLock) {
            CaptureState next = new CaptureState(phase, detail);
            if (!next.equals(state)) {
                state = next;
                LOG.info("Capture of account {}: {}", settings.account(), next);
            }
            stateLock.notifyAll();
        }
    }

    private static Duration least(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
