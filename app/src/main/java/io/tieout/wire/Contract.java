package io.tieout.wire;

import io.tieout.v1.AuditRecord;
import io.tieout.v1.CoverageReport;
import io.tieout.v1.Entry;
import io.tieout.v1.LateArrival;
import io.tieout.v1.Match;
import io.tieout.v1.MatchLine;
import io.tieout.v1.PolicyVersion;
import io.tieout.v1.ReconciliationCase;
import io.tieout.v1.ReconciliationCommand;
import io.tieout.v1.ReconciliationException;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** A topic that we publish: its name, the record it carries, and how long it keeps it. */
public enum Contract {
    ENTRY("recon.entry.v1", Entry.class, false, "entry id", "Every accepted version of every entry."),
    MATCH("recon.match.v1", Match.class, false, "match id", "Matches; a later version of the same key replaces."),
    MATCH_LINE(
            "recon.match-line.v1",
            MatchLine.class,
            false,
            "policy|correlation id|entry id",
            "Entries that join or leave a case of a group or pool."),
    LATE_ARRIVAL(
            "recon.late-arrival.v1",
            LateArrival.class,
            false,
            "entry id",
            "Entries that came late to their case. One may be late in a case of each of several policies, under one key."),
    EXCEPTION(
            "recon.exception.v1",
            ReconciliationException.class,
            false,
            "exception id",
            "Work items; a later version of the same key replaces."),
    CASE("recon.case.v1", ReconciliationCase.class, true, "policy|correlation id", "The state of each case."),
    COVERAGE(
            "recon.coverage.v1",
            CoverageReport.class,
            true,
            "source/account, or source/account#partition",
            "Up to when each account has been heard, and the control totals of each matching partition."),
    AUDIT("recon.audit.v1", AuditRecord.class, false, "correlation id", "Every decision, in hash chains."),
    POLICY(
            "recon.policy.v1",
            PolicyVersion.class,
            true,
            "policy|version",
            "Every version of every policy that the application ran with. Written at its start."),
    COMMAND(
            "recon.command.v1",
            ReconciliationCommand.class,
            false,
            "correlation id",
            "Decisions by people. Nothing applies them yet.");

    private final String topic;
    private final Class<? extends SpecificRecord> record;
    private final boolean compacted;
    private final String key;
    private final String meaning;

    Contract(String topic, Class<? extends SpecificRecord> record, boolean compacted, String key, String meaning) {
        this.topic = topic;
        this.record = record;
        this.compacted = compacted;
        this.key = key;
        this.meaning = meaning;
    }

    /** Name of the topic. */
    public String topic() {
        return topic;
    }

    /** Generated class of its value. */
    public Class<? extends SpecificRecord> record() {
        return record;
    }

    /** Schema of its value. */
    public Schema schema() {
        return SpecificData.get().getSchema(record);
    }

    /** Whether only the newest value of a key is kept. */
    public boolean compacted() {
        return compacted;
    }

    /** What its key is, in words. */
    public String key() {
        return key;
    }

    /** What it carries, in a sentence. */
    public String meaning() {
        return meaning;
    }
}
