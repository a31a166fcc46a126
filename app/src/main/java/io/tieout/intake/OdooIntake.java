package io.tieout.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.connect.RawTopics;
import io.tieout.intake.Statement.CoverageStated;
import io.tieout.intake.Statement.EntryDeleted;
import io.tieout.intake.Statement.OutOfScope;
import io.tieout.intake.Statement.Unmappable;
import io.tieout.matching.EntryId;
import io.tieout.matching.Interval;
import io.tieout.matching.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The change stream of an Odoo database.
 *
 * <p>Odoo rewrites a row several times inside one database transaction (insert without company, update
 * with it), and only the last image is a fact. So row changes are kept until the END marker of their
 * transaction comes. Documents are made of the rows as they stand after it. A capture that was killed
 * amid a transaction sends it again from its BEGIN, and maybe earlier ones before it: so any BEGIN discards
 * what was kept without an END.
 *
 * <p>The version of a document is the commit position of its transaction, which stands in the END marker:
 * it grows in commit order and is the same when it is sent again. (Positions of rows do not grow: of two
 * open transactions, the one that wrote first may commit last.) A row of a snapshot is as new as the
 * snapshot.
 *
 * <p>What is remembered of an account, by key:
 *
 * <ul>
 *   <li>{@code log}: number of the open transaction and how many rows it has changed, clock and coverage;
 *   <li>{@code tx/<n>}: the n-th row that the open transaction changed, from 1: {@code <table>/<key>};
 *   <li>{@code image/<table>/<key>}: last image of a row in the open transaction;
 *   <li>{@code row/<table>/<key>}: a row as it stands;
 *   <li>{@code wait/<row that is missing>/<document>}: a document that waits for a row.
 * </ul>
 */
public final class OdooIntake implements SourceIntake {

    private static final String UNAVAILABLE = "__debezium_unavailable_value";

    @Override
    public String source() {
        return "odoo";
    }

    @Override
    public List<Statement> read(RawRecord raw, Memory memory) throws UnreadableException {
        if (raw.kind().equals(RawTopics.KIND_COVERAGE)) {
            return List.of(CoverageRecord.read(raw));
        }
        ObjectNode message = Json.parse(raw.value());
        Log log = Log.recall(memory);
        var statements = new ArrayList<Statement>(2);
        if (raw.kind().equals(RawTopics.KIND_MARKER)) {
            marker(message, raw, log, memory, statements);
        } else {
            change(message, raw, log, memory, statements);
        }
        log.remember(memory);
        return statements;
    }

    private void marker(ObjectNode marker, RawRecord raw, Log log, Memory memory, List<Statement> statements)
            throws UnreadableException {
        String id = Json.requiredText(marker, "id");
        int colon = id.indexOf(':');
        String transaction = colon < 0 ? id : id.substring(0, colon);
        String status = Json.requiredText(marker, "status");
        if (status.equals("BEGIN")) {
            // What is open was cut off when its capture was killed: it comes again, after those before it.
            takeOpenRows(log, memory);
            log.transaction = transaction;
        } else if (status.equals("END")) {
            if (transaction.equals(log.transaction)) {
                log.transaction = null;
                apply(takeOpenRows(log, memory), commitPosition(id, colon), raw, log, memory, statements);
            }
        } else {
            throw new UnreadableException("Transaction marker " + status + " is neither BEGIN nor END.");
        }
    }

    /** A marker's id is {@code number:position}; of an END the position is that of the commit. */
    private static long commitPosition(String id, int colon) throws UnreadableException {
        try {
            return Long.parseLong(id.substring(colon + 1));
        } catch (NumberFormatException e) {
            throw new UnreadableException("Transaction marker id " + id + " is not number:position.", e);
        }
    }

    private void change(ObjectNode message, RawRecord raw, Log log, Memory memory, List<Statement> statements)
            throws UnreadableException {
        OdooRow row = OdooRow.read(message);
        if (row.snapshot()) {
            apply(List.of(row), row.position(), raw, log, memory, statements);
            return;
        }
        String transaction = Json.text(message.path("source"), "txId");
        if (transaction == null) {
            throw new UnreadableException("Row change of " + row.table() + " names no transaction (source.txId).");
        }
        if (!transaction.equals(log.transaction)) {
            endOpenTransaction(raw, log, memory, statements);
            log.transaction = transaction;
        }
        String name = row.table() + "/" + row.key();
        ObjectNode earlier = memory.recall("image/" + name);
        OdooRow last = earlier == null ? row : row.over(OdooRow.recall(earlier));
        memory.remember("image/" + name, last.remembered());
        if (earlier == null) {
            log.rows++;
            memory.remember("tx/" + log.rows, Json.object().put("row", name));
        }
    }

    /**
     * A row of another transaction came without a marker between. That cannot be with our capture; in a log
     * without markers what was kept is complete, since logical decoding sends a transaction whole before the next.
     */
    private void endOpenTransaction(RawRecord raw, Log log, Memory memory, List<Statement> statements)
            throws UnreadableException {
        if (log.transaction == null) {
            return;
        }
        log.transaction = null;
        List<OdooRow> rows = takeOpenRows(log, memory);
        long position = rows.stream().mapToLong(OdooRow::position).max().orElse(0);
        apply(rows, position, raw, log, memory, statements);
    }

    /**
     * The rows of the open transaction, which are forgotten as such. They are found one by one, never by a scan:
     * it would walk over what earlier transactions left behind, more with each of them.
     */
    private static List<OdooRow> takeOpenRows(Log log, Memory memory) throws UnreadableException {
        var rows = new ArrayList<OdooRow>();
        for (int number = 1; number <= log.rows; number++) {
            ObjectNode named = memory.recall("tx/" + number);
            String image = "image/" + (named == null ? "" : Json.requiredText(named, "row"));
            ObjectNode last = memory.recall(image);
            if (last == null) {
                throw new UnreadableException("Row " + number + " of the open transaction is not remembered.");
            }
            rows.add(OdooRow.recall(last));
            memory.forget("tx/" + number);
            memory.forget(image);
        }
        log.rows = 0;
        return rows;
    }

    /** The rows stand like this now: what do the documents say that they are part of? */
    private void apply(
            List<OdooRow> rows, long position, RawRecord raw, Log log, Memory memory, List<Statement> statements)
            throws UnreadableException {
        var documents = new TreeSet<String>();
        OdooRow beat = null;
        for (OdooRow row : rows) {
            if (row.table().equals(OdooTable.HEARTBEAT)) {
                beat = row;
                continue;
            }
            String key = "row/" + row.table() + "/" + row.key();
            if (row.deleted()) {
                memory.forget(key);
            } else {
                memory.remember(key, withoutPlaceholders(row.columns(), memory.recall(key)));
            }
            OdooTable table = OdooTable.of(row.table());
            if (table == null) {
                statements.add(new OutOfScope(row.table()));
                continue;
            }
            table.documentOf(row.key()).ifPresent(documents::add);
            String missing = "wait/" + row.table() + "/" + row.key() + "/";
            for (String waiting : memory.recallAll(missing).keySet()) {
                documents.add(waiting.substring(missing.length()));
                memory.forget(waiting);
            }
        }
        if (!rows.isEmpty()) {
            Version version = new Version(position, 0, OdooPaymentTransaction.MAPPING);
            for (String document : documents) {
                try {
                    document(document, version, rows.get(0), raw, log, memory, statements);
                } catch (UnreadableException e) {
                    // One unreadable row must not take the rest of its transaction with it.
                    ObjectNode row = memory.recall("row/" + document);
                    statements.add(new Unmappable(document, row == null ? "" : row.toString(), e.why()));
                }
            }
        }
        if (beat != null) {
            beat(beat, log, memory, raw, statements);
        }
    }

    private void document(
            String document,
            Version version,
            OdooRow anyOfTransaction,
            RawRecord raw,
            Log log,
            Memory memory,
            List<Statement> statements)
            throws UnreadableException {
        String id = document.substring(document.indexOf('/') + 1);
        ObjectNode row = memory.recall("row/" + document);
        if (row == null) {
            EntryId gone = new EntryId(source(), raw.account(), OdooTable.PAYMENT_TRANSACTION, id);
            statements.add(new EntryDeleted(gone, version, log.stated(anyOfTransaction), raw.lineage()));
            return;
        }
        var transaction = new OdooPaymentTransaction(raw.account(), id, row, memory);
        String missing = transaction.missingRow();
        if (missing != null) {
            String key = "wait/" + missing + "/" + document;
            if (memory.recall(key) == null) {
                memory.remember(
                        key,
                        Json.object()
                                .put("since", log.stated(anyOfTransaction).toEpochMilli())
                                .put("position", version.position())
                                .put("order", version.order()));
            }
            return;
        }
        Instant committed = log.stated(anyOfTransaction);
        Instant stated = anyOfTransaction.snapshot() ? transaction.changedAt(committed) : committed;
        statements.add(transaction.state(version, stated, raw.lineage()));
    }

    /**
     * The heartbeat row is Odoo's coverage: an ordinary commit, in commit order with all others, so whatever
     * was committed before it stands earlier in this log.
     */
    private void beat(OdooRow beat, Log log, Memory memory, RawRecord raw, List<Statement> statements)
            throws UnreadableException {
        if (beat.deleted() || beat.snapshot()) {
            return;
        }
        Instant clock = beat.clockAt();
        log.clock = clock == null ? Log.NONE : clock.toEpochMilli();
        long to = clock == null ? beat.committedMillis() : clock.toEpochMilli();
        if (to <= log.coveredTo) {
            return;
        }
        log.coveredTo = to;
        statements.add(new CoverageStated(new Interval(null, Instant.ofEpochMilli(to))));
        overdueWaits(Instant.ofEpochMilli(to), memory, raw, statements);
    }

    /** A document that has waited for a row past the limit is said to wait, once; the row still completes it. */
    private void overdueWaits(Instant covered, Memory memory, RawRecord raw, List<Statement> statements)
            throws UnreadableException {
        for (Map.Entry<String, ObjectNode> wait : memory.recallAll("wait/").entrySet()) {
            ObjectNode since = wait.getValue();
            boolean said = since.path("said").asBoolean();
            long waited = covered.toEpochMilli() - Json.requiredLong(since, "since");
            if (said || waited < OdooPaymentTransaction.PATIENCE.toMillis()) {
                continue;
            }
            String[] parts = wait.getKey().split("/", 5);
            ObjectNode row = memory.recall("row/" + parts[3] + "/" + parts[4]);
            memory.remember(wait.getKey(), since.put("said", true));
            if (row != null) {
                Version version =
                        new Version(Json.requiredLong(since, "position"), Json.requiredLong(since, "order"), 0);
                statements.add(new OdooPaymentTransaction(raw.account(), parts[4], row, memory)
                        .waiting(version, covered, parts[1] + " " + parts[2], raw.lineage()));
            }
        }
    }

    /** A large value that did not change is left out by PostgreSQL: what stood there before still stands. */
    private static ObjectNode withoutPlaceholders(ObjectNode columns, @Nullable ObjectNode before) {
        ObjectNode whole = columns.deepCopy();
        columns.properties().forEach(column -> {
            if (column.getValue().isTextual() && column.getValue().textValue().equals(UNAVAILABLE)) {
                JsonNode previous = before == null ? null : before.get(column.getKey());
                whole.set(column.getKey(), previous);
            }
        });
        return whole;
    }

    /** What is remembered of the log as a whole. */
    private static final class Log {
        private static final long NONE = Long.MIN_VALUE;

        private @Nullable String transaction;
        private int rows;
        private long clock = NONE;
        private long coveredTo;

        static Log recall(Memory memory) {
            Log log = new Log();
            ObjectNode remembered = memory.recall("log");
            if (remembered != null) {
                log.transaction = Json.text(remembered, "transaction");
                log.rows = remembered.path("rows").asInt();
                log.clock = remembered.path("clock").asLong(NONE);
                log.coveredTo = remembered.path("covered_to").asLong();
            }
            return log;
        }

        void remember(Memory memory) {
            ObjectNode now = Json.object()
                    .put("transaction", transaction)
                    .put("rows", rows)
                    .put("covered_to", coveredTo);
            if (clock != NONE) {
                now.put("clock", clock);
            }
            if (!now.equals(memory.recall("log"))) {
                memory.remember("log", now);
            }
        }

        /**
         * Commit time; or that of the heartbeat's own clock, where it bears one. Never before coverage that
         * stands earlier in the log: commit times may step back by a little, the log does not.
         */
        Instant stated(OdooRow row) {
            long stated = clock != NONE ? clock : row.committedMillis();
            return Instant.ofEpochMilli(Math.max(stated, coveredTo));
        }
    }
}
