package io.tieout.intake;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.matching.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads what a capture finds wrong with its own way, as RawTopics describes it. */
final class CaptureNotice {

    /** The tables that the last capture read. */
    private static final String TABLES = "tables";

    private static final String HELD = " Until then nothing is called missing that this database would have to state.";

    private final Memory memory;
    private final AccountFindings findings;
    private final List<Statement> statements = new ArrayList<>();

    private CaptureNotice(Memory memory) {
        this.memory = memory;
        this.findings = new AccountFindings(memory);
    }

    /** Nothing, if the capture only says again what it said before. */
    static List<Statement> read(RawRecord raw, Memory memory) throws UnreadableException {
        ObjectNode notice = Json.parse(raw.value());
        String account = Json.requiredText(notice, "account");
        if (!account.equals(raw.account())) {
            throw new UnreadableException(
                    "A notice is of account " + account + " in the log of account " + raw.account() + ".");
        }
        var reading = new CaptureNotice(memory);
        String finding = Json.requiredText(notice, "finding");
        switch (finding) {
            case "slot-wal" -> reading.slotWal(notice);
            case "tables" -> reading.tables(notice);
            default -> throw new UnreadableException("A notice of " + finding + " is not known to this version.");
        }
        return reading.statements;
    }

    /** Whether a table is not read: then nobody may be told that everything up to some time has been read. */
    static boolean tableUnread(Memory memory) {
        ObjectNode tables = memory.recall(TABLES);
        return tables != null && tables.path("unread").asBoolean();
    }

    /** The tables that the capture reads, if it began with a snapshot: then of an empty one nothing comes. */
    static List<String> tablesOfSnapshot(Memory memory) {
        ObjectNode tables = memory.recall(TABLES);
        var names = new ArrayList<String>();
        if (tables != null && tables.path("snapshot").asBoolean()) {
            tables.path("read").forEach(table -> names.add(table.asText()));
        }
        return names;
    }

    private void slotWal(ObjectNode notice) throws UnreadableException {
        String slot = Json.requiredText(notice, "slot");
        boolean open = notice.path("open").asBoolean();
        if (open == findings.isOpen(Reason.SLOT_WAL_RETAINED, slot)) {
            return;
        }
        String detail = String.format(
                Locale.ROOT,
                "Replication slot %s holds back %,d MiB of write-ahead log on the disk of its database; odoo.wal.limit is"
                        + " %,d MiB. %s",
                slot,
                notice.path("retained").asLong() >> 20,
                notice.path("limit").asLong() >> 20,
                open
                        ? "A full disk stops Odoo. End a database transaction that has been open for long, or find out why"
                                + " the capture does not keep up."
                        : "It is within its limit again.");
        found(Reason.SLOT_WAL_RETAINED, slot, open, detail, Times.millis(notice, "at"));
    }

    /**
     * A table that is not as declared is not read. When it is, or when it is new, only a snapshot reads what it held
     * before.
     */
    private void tables(ObjectNode notice) throws UnreadableException {
        Instant at = Times.millis(notice, "at");
        boolean snapshot = notice.path("snapshot").asBoolean();
        var read = new TreeSet<String>();
        notice.path("tables").forEach(table -> read.add(table.asText()));
        Map<String, String> faults = new TreeMap<>();
        notice.path("faults")
                .forEach(fault -> faults.put(
                        fault.path("table").asText(), fault.path("why").asText()));
        ObjectNode before = memory.recall(TABLES);
        var readBefore = new TreeSet<String>();
        if (before != null) {
            before.path("read").forEach(table -> readBefore.add(table.asText()));
        }
        faults.forEach((table, why) -> found(
                Reason.TABLE_NOT_READ,
                table,
                true,
                "Table " + table + " is not as in Odoo 16 to 19: " + why + ". It is not read, other tables are. Restore"
                        + " Odoo's own columns, then run `tieout capture --snapshot` once." + HELD,
                at));
        for (String table : read) {
            boolean behind =
                    findings.isOpen(Reason.TABLE_NOT_READ, table) || (before != null && !readBefore.contains(table));
            if (behind && snapshot) {
                found(Reason.TABLE_NOT_READ, table, false, "A snapshot reads all that it holds.", at);
            } else if (behind) {
                found(
                        Reason.TABLE_NOT_READ,
                        table,
                        true,
                        "Table " + table + " is read from now on, and what it held before is not. Run `tieout capture"
                                + " --snapshot` once." + HELD,
                        at);
            }
        }
        for (String table : findings.abouts(Reason.TABLE_NOT_READ)) {
            if (!read.contains(table) && !faults.containsKey(table)) {
                found(Reason.TABLE_NOT_READ, table, false, "The table is not in this database any more.", at);
            }
        }
        ObjectNode now = Json.object();
        ArrayNode names = now.putArray("read");
        read.forEach(names::add);
        now.put("snapshot", snapshot);
        now.put(
                "unread",
                findings.abouts(Reason.TABLE_NOT_READ).stream()
                        .anyMatch(table -> findings.isOpen(Reason.TABLE_NOT_READ, table)));
        memory.remember(TABLES, now);
    }

    private void found(Reason reason, String about, boolean open, String detail, Instant at) {
        findings.say(reason, about, open, detail, at).ifPresent(statements::add);
    }
}
