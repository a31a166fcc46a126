package io.tieout.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.connect.RawTopics;
import io.tieout.intake.Statement.CoverageStated;
import io.tieout.intake.Statement.EntryDeleted;
import io.tieout.intake.Statement.OutOfScope;
import io.tieout.intake.Statement.Unmappable;
import io.tieout.matching.EntryId;
import io.tieout.matching.Interval;
import io.tieout.matching.Version;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The change stream of an Odoo database.
 *
 * <p>Odoo rewrites a row several times inside one database transaction (insert without company, update
 * with it), and only the last image is a fact. So row changes are kept until the END marker of their
 * transaction comes. Documents are made of the rows as they stand after it. A capture that was killed
 * amid a transaction sends it again from its BEGIN, and maybe earlier ones before it: so any BEGIN discards
 * what was kept without an END. A transaction that ended before comes again only for that, and maybe without its
 * first rows: nothing of it is taken.
 *
 * <p>The version of a document is the commit position of its transaction, which stands in the END marker:
 * it grows in commit order and is the same when it is sent again. (Positions of rows do not grow: of two
 * open transactions, the one that wrote first may commit last.) A row of a snapshot is as new as the
 * snapshot. A row that a later snapshot does not bring was deleted while nobody listened: when such a snapshot is
 * out, what its tables held before is looked through.
 *
 * <p>What is remembered of an account, by key:
 *
 * <ul>
 *   <li>{@code log}: number of the open transaction, how many rows it has changed and how far it is worked off, clock
 *       and coverage;
 *   <li>{@code tx/<n>}: the n-th row that the open transaction changed, from 1: {@code <table>/<key>};
 *   <li>{@code image/<table>/<key>}: last image of a row in the open transaction;
 *   <li>{@code row/<table>/<key>}: a row as it stands, and in {@value #AT} since which position;
 *   <li>{@code part/<row>/<document>}: a document that is also made of that row;
 *   <li>{@code said/<document>}: an entry was stated, of a table whose rows are not all documents;
 *   <li>{@code doc/<n>}, {@code marked/<document>}: the n-th document that a large transaction is to say;
 *   <li>{@code wait/<row that is missing>/<document>}: a document that waits for a row;
 *   <li>{@code due/<n>}: the n-th wait since the beginning, until its limit has passed.
 * </ul>
 */
public final class OdooIntake implements SourceIntake {

    private static final String UNAVAILABLE = "__debezium_unavailable_value";

    /** No column of PostgreSQL can bear this name in Odoo, whose names are words. */
    private static final String AT = "@";

    /** Rows or documents that are worked on at once; a transaction of more is worked off in parts. */
    private static final int PART = 1_000;

    private static final String ROWS = "row/";

    @Override
    public String source() {
        return "odoo";
    }

    @Override
    public List<Statement> read(RawRecord raw, Memory memory) throws UnreadableException {
        if (raw.kind().equals(RawTopics.KIND_COVERAGE)) {
            return List.of(CoverageRecord.read(raw));
        }
        if (raw.kind().equals(RawTopics.KIND_NOTICE)) {
            return CaptureNotice.read(raw, memory);
        }
        ObjectNode message = Json.parse(raw.value());
        Log log = Log.recall(memory);
        var statements = new ArrayList<Statement>(2);
        while (log.work != null) {
            // Left over by a part that failed: what it was of is not to be lost, nor mixed with what comes now.
            goOn(raw, log, memory, statements);
        }
        if (raw.kind().equals(RawTopics.KIND_MARKER)) {
            marker(message, raw, log, memory, statements);
        } else {
            change(message, raw, log, memory, statements);
        }
        log.remember(memory);
        return statements;
    }

    @Override
    public boolean hasMore(Memory memory) {
        ObjectNode log = memory.recall("log");
        return log != null && !log.path("work").asText().isEmpty();
    }

    @Override
    public List<Statement> goOn(RawRecord raw, Memory memory) throws UnreadableException {
        Log log = Log.recall(memory);
        var statements = new ArrayList<Statement>();
        goOn(raw, log, memory, statements);
        log.remember(memory);
        return statements;
    }

    private void goOn(RawRecord raw, Log log, Memory memory, List<Statement> statements) throws UnreadableException {
        if (log.work == Work.SWEEP) {
            sweep(raw, log, memory, statements);
        } else {
            work(raw, log, memory, statements);
        }
    }

    private void marker(ObjectNode marker, RawRecord raw, Log log, Memory memory, List<Statement> statements)
            throws UnreadableException {
        String id = Json.requiredText(marker, "id");
        int colon = id.indexOf(':');
        String transaction = colon < 0 ? id : id.substring(0, colon);
        String status = Json.requiredText(marker, "status");
        if (status.equals("BEGIN")) {
            // What is open was cut off when its capture was killed: it comes again, after those before it.
            log.transaction = transaction;
            log.begin(Work.DISCARD, 0);
            work(raw, log, memory, statements);
        } else if (status.equals("END")) {
            if (transaction.equals(log.transaction)) {
                long position = commitPosition(id, colon);
                log.transaction = null;
                log.begin(position > log.ended ? Work.LAY : Work.DISCARD, position);
                log.ended = Math.max(log.ended, position);
                work(raw, log, memory, statements);
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
            snapshot(row, raw, log, memory, statements);
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
        log.lastPosition = Math.max(log.rows == 0 ? 0 : log.lastPosition, row.position());
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
        log.begin(Work.LAY, log.lastPosition);
        log.ended = Math.max(log.ended, log.lastPosition);
        while (log.work != null) {
            work(raw, log, memory, statements);
        }
    }

    /** A row of a snapshot is a fact at once: the tables of what a document is made of are read before its own. */
    private void snapshot(OdooRow row, RawRecord raw, Log log, Memory memory, List<Statement> statements)
            throws UnreadableException {
        if (row.position() != log.snapshot) {
            log.again = log.snapshot != Log.NONE || log.ended != Log.NONE;
            log.snapshot = row.position();
            log.tables.clear();
        }
        log.tables.add(row.table());
        var documents = new TreeSet<String>();
        OdooTable table = lay(row, row.position(), log, memory, statements, documents);
        if (table != null && !table.isMain()) {
            table.documentOf(row.key()).ifPresent(documents::remove);
        }
        Version version = new Version(row.position(), 0, OdooReading.MAPPING);
        for (String document : documents) {
            document(document, version, log.stated(row.committedMillis()), true, raw, log, memory, statements);
        }
        if (row.lastOfSnapshot() && log.again) {
            log.tables.addAll(CaptureNotice.tablesOfSnapshot(memory));
            log.begin(Work.SWEEP, row.position());
            log.committed = row.committedMillis();
            log.swept = ROWS;
        }
    }

    /**
     * Looks through the next rows that stand: those of the snapshot's tables that it did not bring are gone. What they
     * were part of may have been said by the snapshot already, so this is said behind it.
     */
    private void sweep(RawRecord raw, Log log, Memory memory, List<Statement> statements) {
        SortedMap<String, ObjectNode> rows = memory.recallAfter(log.swept, ROWS, PART);
        var documents = new TreeSet<String>();
        for (Map.Entry<String, ObjectNode> row : rows.entrySet()) {
            String name = row.getKey().substring(ROWS.length());
            int slash = name.indexOf('/');
            String table = name.substring(0, slash);
            if (log.tables.contains(table) && row.getValue().path(AT).asLong(Log.NONE) < log.position) {
                lay(OdooRow.gone(table, name.substring(slash + 1)), log.position, log, memory, statements, documents);
            }
        }
        Version version = new Version(log.position, 1, OdooReading.MAPPING);
        for (String document : documents) {
            document(document, version, log.stated(log.committed), false, raw, log, memory, statements);
        }
        if (rows.size() < PART) {
            log.end();
        } else {
            log.swept = rows.lastKey();
        }
    }

    /**
     * Does the next part of what is left to do with the rows of the open transaction. They are found one by one, by
     * number: a scan would walk over what earlier transactions left behind, more with each of them. However many
     * there are, no more than {@link #PART} are held at once.
     */
    private void work(RawRecord raw, Log log, Memory memory, List<Statement> statements) throws UnreadableException {
        int left = PART;
        boolean small = log.rows <= PART;
        var documents = new TreeSet<String>();
        while (log.work != null && log.work != Work.SAY && left > 0) {
            if (log.next > log.rows) {
                log.laid();
                break;
            }
            int number = log.next;
            OdooRow row = takeOpenRow(log, memory);
            left--;
            if (row == null) {
                statements.add(
                        new Unmappable(
                                "row " + number + " of a transaction",
                                "",
                                "It is not remembered, although it was read. Run `tieout capture --snapshot` to read it again."));
                continue;
            }
            if (log.work == Work.LAY) {
                if (log.next == 2) {
                    log.committed = row.committedMillis();
                }
                if (row.table().equals(OdooTable.HEARTBEAT)) {
                    memory.remember("beat", row.remembered());
                    log.beats = true;
                    continue;
                }
                layEach(row, log, memory, statements, documents);
            }
        }
        if (log.work == null) {
            return;
        }
        if (log.work != Work.SAY || !small) {
            for (String document : documents) {
                mark(document, log, memory);
            }
            documents.clear();
        }
        if (log.work != Work.SAY) {
            return;
        }
        while (log.said < log.marks && left > 0) {
            left--;
            String key = "doc/" + ++log.said;
            ObjectNode marked = memory.recall(key);
            String document = marked == null ? "" : Json.requiredText(marked, "document");
            memory.forget(key);
            memory.forget("marked/" + document);
            documents.add(document);
        }
        Version version = new Version(log.position, 0, OdooReading.MAPPING);
        Instant stated = log.stated(log.committed);
        for (String document : documents) {
            document(document, version, stated, false, raw, log, memory, statements);
        }
        if (log.said < log.marks) {
            return;
        }
        ObjectNode beat = log.beats ? memory.recall("beat") : null;
        log.end();
        if (beat != null) {
            memory.forget("beat");
            beat(OdooRow.recall(beat), log, memory, raw, statements);
        }
    }

    /** A document of a large transaction, to be said when all its rows are laid. */
    private static void mark(String document, Log log, Memory memory) {
        if (memory.recall("marked/" + document) == null) {
            memory.remember("marked/" + document, Json.object());
            memory.remember("doc/" + ++log.marks, Json.object().put("document", document));
        }
    }

    /** One row of a transaction, of which a fault must not take the others with it. */
    private static void layEach(
            OdooRow row, Log log, Memory memory, List<Statement> statements, Set<String> documents) {
        try {
            lay(row, log.position, log, memory, statements, documents);
        } catch (ArithmeticException
                | DateTimeException
                | IllegalArgumentException
                | IllegalStateException
                | NullPointerException
                | ClassCastException
                | IndexOutOfBoundsException e) {
            unmappable(row.table() + "/" + row.key(), "The mapping of this row failed on it: " + e, memory, statements);
        }
    }

    /** Null when it is not remembered. */
    private static @Nullable OdooRow takeOpenRow(Log log, Memory memory) throws UnreadableException {
        int number = log.next++;
        ObjectNode named = memory.recall("tx/" + number);
        String image = "image/" + (named == null ? "" : Json.requiredText(named, "row"));
        ObjectNode last = memory.recall(image);
        memory.forget("tx/" + number);
        memory.forget(image);
        return last == null ? null : OdooRow.recall(last);
    }

    /** The row stands like this now; whatever is made of it is to be said. */
    private static @Nullable OdooTable lay(
            OdooRow row, long at, Log log, Memory memory, List<Statement> statements, Set<String> documents) {
        if (row.table().equals(OdooTable.HEARTBEAT)) {
            return null;
        }
        OdooTable table = OdooTable.of(row.table());
        if (table == null) {
            statements.add(new OutOfScope(row.table()));
            return null;
        }
        String name = row.table() + "/" + row.key();
        ObjectNode before = memory.recall("row/" + name);
        ObjectNode now = row.deleted() ? null : withoutPlaceholders(row.columns(), before);
        if (now == null) {
            memory.forget("row/" + name);
        } else {
            memory.remember("row/" + name, now.put(AT, at));
        }
        table.documentOf(row.key()).ifPresent(documents::add);
        OdooDocument kind = table.isMain() ? OdooTable.document(row.table()) : null;
        if (kind != null) {
            List<String> parted = before == null ? List.of() : kind.parts(before);
            List<String> parts = now == null ? List.of() : kind.parts(now);
            parted.stream()
                    .filter(part -> !parts.contains(part))
                    .forEach(part -> memory.forget("part/" + part + "/" + name));
            parts.stream()
                    .filter(part -> !parted.contains(part))
                    .forEach(part -> memory.remember("part/" + part + "/" + name, Json.object()));
        }
        // Logged as a snapshot, a row says nothing of documents whose own row the same snapshot brings later.
        if (!row.snapshot() && row.table().equals(OdooMove.TABLE)) {
            String whole = "part/" + name + "/";
            memory.recallAll(whole).keySet().forEach(key -> documents.add(key.substring(whole.length())));
        }
        if (log.waits > 0) {
            String missing = "wait/" + name + "/";
            for (String waiting : memory.recallAll(missing).keySet()) {
                documents.add(waiting.substring(missing.length()));
                memory.forget(waiting);
                log.waits--;
            }
        }
        return table;
    }

    private void document(
            String document,
            Version version,
            Instant committed,
            boolean snapshot,
            RawRecord raw,
            Log log,
            Memory memory,
            List<Statement> statements) {
        try {
            say(document, version, committed, snapshot, raw, memory, statements);
        } catch (RowMissingException missing) {
            await(document, missing.row(), version, committed, log, memory);
        } catch (UnreadableException e) {
            // One unreadable row must not take the rest of its transaction with it.
            unmappable(document, e.why(), memory, statements);
        } catch (ArithmeticException
                | DateTimeException
                | IllegalArgumentException
                | IllegalStateException
                | NullPointerException
                | ClassCastException
                | IndexOutOfBoundsException e) {
            // Neither must a fault of ours in mapping it. What keeps the memory fails with others, and stops
            // everything.
            unmappable(document, "The mapping of this document failed on it: " + e, memory, statements);
        }
    }

    private static void unmappable(String document, String why, Memory memory, List<Statement> statements) {
        ObjectNode row = memory.recall("row/" + document);
        statements.add(new Unmappable(document, row == null ? "" : row.toString(), why));
    }

    private void say(
            String document,
            Version version,
            Instant committed,
            boolean snapshot,
            RawRecord raw,
            Memory memory,
            List<Statement> statements)
            throws UnreadableException, RowMissingException {
        int slash = document.indexOf('/');
        String table = document.substring(0, slash);
        String id = document.substring(slash + 1);
        OdooDocument kind = OdooTable.document(table);
        if (kind == null) {
            throw new IllegalStateException("No kind of document for " + document);
        }
        String said = "said/" + document;
        ObjectNode row = memory.recall("row/" + document);
        if (row != null) {
            var reading = new OdooReading(raw.account(), table, id, row, memory, true);
            kind.read(reading);
            if (reading.isDocument()) {
                Instant stated = snapshot ? reading.changedBefore(committed) : committed;
                statements.add(reading.stated(version, stated, raw.lineage()));
                if (kind.isPartial() && memory.recall(said) == null) {
                    memory.remember(said, Json.object());
                }
                return;
            }
        }
        if (kind.isPartial()) {
            if (memory.recall(said) == null) {
                return;
            }
            memory.forget(said);
        }
        EntryId gone = new EntryId(source(), raw.account(), table, id);
        statements.add(new EntryDeleted(gone, version, committed, raw.lineage()));
    }

    private static void await(String document, String missing, Version version, Instant since, Log log, Memory memory) {
        String key = "wait/" + missing + "/" + document;
        if (memory.recall(key) == null) {
            log.waits++;
            long number = ++log.lastDue;
            memory.remember(key, Json.object().put("due", number));
            memory.remember(
                    "due/" + number,
                    Json.object()
                            .put("wait", key)
                            .put("document", document)
                            .put("missing", missing)
                            .put("since", since.toEpochMilli())
                            .put("position", version.position())
                            .put("order", version.order()));
        }
    }

    /**
     * The heartbeat row is Odoo's coverage: an ordinary commit, in commit order with all others, so whatever
     * was committed before it stands earlier in this log. While a table is not read that is not so, and nothing is said.
     */
    private void beat(OdooRow beat, Log log, Memory memory, RawRecord raw, List<Statement> statements)
            throws UnreadableException {
        if (beat.deleted() || beat.snapshot() || CaptureNotice.tableUnread(memory)) {
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
        overdueWaits(Instant.ofEpochMilli(to), log, memory, raw, statements);
    }

    /**
     * A document that has waited for a row past the limit is said to wait, once; the row still completes it. Waits are
     * looked at in the order in which they began, no more than {@link #PART} of them a beat.
     */
    private void overdueWaits(Instant covered, Log log, Memory memory, RawRecord raw, List<Statement> statements)
            throws UnreadableException {
        for (int looked = 0; looked < PART && log.firstDue <= log.lastDue; looked++) {
            String key = "due/" + log.firstDue;
            ObjectNode due = memory.recall(key);
            if (due == null) {
                throw new UnreadableException("Wait " + log.firstDue + " is not remembered.");
            }
            long waited = covered.toEpochMilli() - Json.requiredLong(due, "since");
            if (waited < OdooReading.PATIENCE.toMillis()) {
                return;
            }
            ObjectNode wait = memory.recall(Json.requiredText(due, "wait"));
            if (wait != null && wait.path("due").asLong() == log.firstDue) {
                waiting(due, covered, raw, memory, statements);
            }
            memory.forget(key);
            log.firstDue++;
        }
    }

    private static void waiting(
            ObjectNode due, Instant covered, RawRecord raw, Memory memory, List<Statement> statements)
            throws UnreadableException {
        String document = Json.requiredText(due, "document");
        String missing = Json.requiredText(due, "missing");
        int slash = document.indexOf('/');
        String table = document.substring(0, slash);
        String id = document.substring(slash + 1);
        ObjectNode row = memory.recall("row/" + document);
        OdooDocument kind = OdooTable.document(table);
        if (row == null || kind == null || !missing.equals(missing(kind, raw.account(), table, id, row, memory))) {
            // It does not refer to that row any more. Where it refers to another that has not come, that wait counts.
            return;
        }
        var reading = new OdooReading(raw.account(), table, id, row, memory, false);
        try {
            kind.read(reading);
        } catch (RowMissingException e) {
            throw new IllegalStateException("What is there was asked for, not what is missing", e);
        } catch (UnreadableException e) {
            statements.add(new Unmappable(document, row.toString(), e.why()));
            return;
        }
        if (reading.isDocument()) {
            Version version = new Version(Json.requiredLong(due, "position"), Json.requiredLong(due, "order"), 0);
            int end = missing.indexOf('/');
            statements.add(reading.waiting(
                    version, covered, missing.substring(0, end), missing.substring(end + 1), raw.lineage()));
        }
    }

    /** The row that a document refers to in vain; null when there is none. */
    private static @Nullable String missing(
            OdooDocument kind, String account, String table, String id, ObjectNode row, Memory memory) {
        try {
            kind.read(new OdooReading(account, table, id, row, memory, true));
            return null;
        } catch (RowMissingException e) {
            return e.row();
        } catch (UnreadableException e) {
            // Said when the row came.
            return null;
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

    /** What is being done with the rows of a transaction. */
    private enum Work {
        /** They were cut off, and are forgotten. */
        DISCARD,
        /** They become the rows as they stand. */
        LAY,
        /** The documents that they are part of are said. */
        SAY,
        /** Rows that stand are looked through for those that a snapshot did not bring. */
        SWEEP
    }

    /** What is remembered of the log as a whole. */
    private static final class Log {
        private static final long NONE = Long.MIN_VALUE;

        private @Nullable String transaction;
        private int rows;
        private long lastPosition;
        private long clock = NONE;
        private long coveredTo;
        private int waits;
        private long firstDue = 1;
        private long lastDue;

        private long ended = NONE;
        private long snapshot = NONE;
        private boolean again;
        private final TreeSet<String> tables = new TreeSet<>();

        private @Nullable Work work;
        private String swept = ROWS;
        private int next;
        private long position;
        private long committed;
        private boolean beats;
        private int marks;
        private int said;

        static Log recall(Memory memory) {
            Log log = new Log();
            ObjectNode remembered = memory.recall("log");
            if (remembered != null) {
                log.transaction = Json.text(remembered, "transaction");
                log.rows = remembered.path("rows").asInt();
                log.lastPosition = remembered.path("last_position").asLong();
                log.clock = remembered.path("clock").asLong(NONE);
                log.coveredTo = remembered.path("covered_to").asLong();
                log.waits = remembered.path("waits").asInt();
                log.firstDue = remembered.path("first_due").asLong(1);
                log.lastDue = remembered.path("last_due").asLong();
                log.ended = remembered.path("ended").asLong(NONE);
                log.snapshot = remembered.path("snapshot").asLong(NONE);
                log.again = remembered.path("again").asBoolean();
                remembered.path("tables").forEach(table -> log.tables.add(table.asText()));
                String work = remembered.path("work").asText();
                if (!work.isEmpty()) {
                    log.work = Work.valueOf(work);
                    log.next = remembered.path("next").asInt();
                    log.position = remembered.path("position").asLong();
                    log.committed = remembered.path("committed").asLong();
                    log.beats = remembered.path("beats").asBoolean();
                    log.marks = remembered.path("marks").asInt();
                    log.said = remembered.path("said").asInt();
                    log.swept = remembered.path("swept").asText();
                }
            }
            return log;
        }

        void remember(Memory memory) {
            ObjectNode now = Json.object()
                    .put("transaction", transaction)
                    .put("rows", rows)
                    .put("last_position", lastPosition)
                    .put("covered_to", coveredTo)
                    .put("waits", waits)
                    .put("first_due", firstDue)
                    .put("last_due", lastDue);
            if (clock != NONE) {
                now.put("clock", clock);
            }
            if (ended != NONE) {
                now.put("ended", ended);
            }
            if (snapshot != NONE) {
                now.put("snapshot", snapshot).put("again", again);
                ArrayNode names = now.putArray("tables");
                tables.forEach(names::add);
            }
            if (work != null) {
                now.put("work", work.name())
                        .put("next", next)
                        .put("position", position)
                        .put("committed", committed)
                        .put("beats", beats)
                        .put("marks", marks)
                        .put("said", said)
                        .put("swept", swept);
            }
            if (!now.equals(memory.recall("log"))) {
                memory.remember("log", now);
            }
        }

        void begin(Work first, long at) {
            work = first;
            next = 1;
            position = at;
            beats = false;
            marks = 0;
            said = 0;
        }

        /** All rows of the transaction are taken. */
        void laid() {
            if (work == Work.LAY) {
                work = Work.SAY;
            } else {
                end();
            }
        }

        void end() {
            work = null;
            rows = 0;
        }

        /**
         * Commit time; or that of the heartbeat's own clock, where it bears one. Never before coverage that
         * stands earlier in the log: commit times may step back by a little, the log does not.
         */
        Instant stated(long committedMillis) {
            long stated = clock != NONE ? clock : committedMillis;
            return Instant.ofEpochMilli(Math.max(stated, coveredTo));
        }
    }
}
