package io.tieout.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.matching.Reason;
import java.util.List;
import java.util.Locale;

/** Reads what a capture finds wrong with its own way, as RawTopics describes it. */
final class CaptureNotice {

    private CaptureNotice() {}

    /** Nothing, if the capture only says again what it said before. */
    static List<Statement> read(RawRecord raw, Memory memory) throws UnreadableException {
        ObjectNode notice = Json.parse(raw.value());
        String account = Json.requiredText(notice, "account");
        if (!account.equals(raw.account())) {
            throw new UnreadableException(
                    "A notice is of account " + account + " in the log of account " + raw.account() + ".");
        }
        String finding = Json.requiredText(notice, "finding");
        if (!finding.equals("slot-wal")) {
            throw new UnreadableException("A notice of " + finding + " is not known to this version.");
        }
        String slot = Json.requiredText(notice, "slot");
        boolean open = notice.path("open").asBoolean();
        String key = "notice/" + finding + "/" + slot;
        ObjectNode before = memory.recall(key);
        boolean wasOpen = before != null && before.path("open").asBoolean();
        if (open == wasOpen) {
            return List.of();
        }
        int version = before == null ? 1 : before.path("version").asInt() + 1;
        memory.remember(key, Json.object().put("open", open).put("version", version));
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
        return List.of(new Statement.AccountFound(
                Reason.SLOT_WAL_RETAINED, slot, version, open, detail, Times.millis(notice, "at")));
    }
}
