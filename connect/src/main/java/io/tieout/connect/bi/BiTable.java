package io.tieout.connect.bi;

import io.tieout.v1.Entry;
import io.tieout.v1.LateArrival;
import io.tieout.v1.Match;
import io.tieout.v1.MatchLine;
import io.tieout.v1.ReconciliationCase;
import io.tieout.v1.ReconciliationException;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * A table of the BI database, and the topic whose newest record by key each of its rows is.
 *
 * @param schema the contract of the topic's values
 * @param key the primary key: of one column, it is the record's key; of several, they stand in the value
 * @param indexed columns that the views look rows up by, each with an index of its own
 */
public record BiTable(String topic, String table, Schema schema, List<String> key, List<String> indexed) {

    /** Every table there is. */
    public static final List<BiTable> ALL = List.of(
            new BiTable(
                    "recon.match.v1",
                    "matches",
                    Match.getClassSchema(),
                    List.of("match_id"),
                    List.of("policy", "matched_at")),
            new BiTable(
                    "recon.match-line.v1",
                    "match_lines",
                    MatchLine.getClassSchema(),
                    List.of("line_id"),
                    List.of("match_id", "entry_id")),
            // The topic's key is the entry alone; one entry may be late in a case of each of several policies.
            new BiTable(
                    "recon.late-arrival.v1",
                    "late_arrivals",
                    LateArrival.getClassSchema(),
                    List.of("entry_id", "policy", "correlation_id"),
                    List.of("policy", "stated_at")),
            new BiTable(
                    "recon.exception.v1",
                    "exceptions",
                    ReconciliationException.getClassSchema(),
                    List.of("exception_id"),
                    List.of("status", "policy", "opened_at")),
            new BiTable(
                    "recon.case.v1",
                    "cases",
                    ReconciliationCase.getClassSchema(),
                    List.of("case_id"),
                    List.of("status", "policy", "deadline_at")),
            new BiTable(
                    "recon.entry.v1",
                    "entries",
                    Entry.getClassSchema(),
                    List.of("entry_id"),
                    List.of("source", "business_at")));

    /** The table of a topic; empty when it has none. */
    public static Optional<BiTable> ofTopic(String topic) {
        return ALL.stream().filter(table -> table.topic.equals(topic)).findFirst();
    }

    /** What the contract says of the topic's values. */
    public String documentation() {
        return schema.getDoc();
    }

    /** Every column, in the order of the contract. */
    public List<BiColumn> columns() {
        return BiColumn.of(schema);
    }
}
