package io.tieout.views;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What people page through, newest first. Of each outcome that stands there is a row in the whole list and one in
 * that of each field by which it may be asked for; what no longer stands leaves them all, so what is closed costs
 * nothing.
 *
 * <pre>
 *   exceptions | owner | finance-operations | newest first | id   ->  key of the outcome in its case
 * </pre>
 */
public enum Lists {
    EXCEPTIONS(Kind.EXCEPTION, "opened_at"),
    MATCHES(Kind.MATCH, "matched_at"),
    LATE_ARRIVALS(Kind.LATE_ARRIVAL, "stated_at");

    private final Kind kind;
    private final String time;

    Lists(Kind kind, String time) {
        this.kind = kind;
        this.time = time;
    }

    public Kind kind() {
        return kind;
    }

    /** Fields by which it may be asked for, the one that leaves fewest rows first. */
    public List<String> fields() {
        return switch (this) {
            case EXCEPTIONS -> List.of("owner", "reason", "policy", "company", "severity");
            case MATCHES -> List.of("company", "policy", "timing");
            case LATE_ARRIVALS -> List.of("company", "policy", "kind");
        };
    }

    /** The field by whose time it is ordered. */
    public String time() {
        return time;
    }

    /** The list that outcomes of a kind are on. */
    static Optional<Lists> of(Kind kind) {
        for (Lists list : values()) {
            if (list.kind == kind) {
                return Optional.of(list);
            }
        }
        return Optional.empty();
    }

    /** The rows of an outcome; none when it no longer stands. */
    List<String> rows(JsonNode outcome) {
        var rows = new ArrayList<String>();
        if (stands(outcome)) {
            String order = order(outcome);
            rows.add(Rows.key(name(), "", "", order));
            for (String field : fields()) {
                if (outcome.hasNonNull(field)) {
                    rows.add(Rows.key(name(), field, outcome.path(field).asText(), order));
                }
            }
        }
        return rows;
    }

    /** Whether an outcome still stands there. */
    boolean stands(JsonNode outcome, String order) {
        return stands(outcome) && order(outcome).equals(order);
    }

    private boolean stands(JsonNode outcome) {
        String status = outcome.path("status").asText();
        return switch (this) {
            case EXCEPTIONS -> !status.equals("RESOLVED");
            case MATCHES -> !status.equals("REVOKED");
            case LATE_ARRIVALS -> true;
        };
    }

    /** Where it stands in its lists: time from newest to oldest, then id. It is a page's cursor, too. */
    public String order(JsonNode outcome) {
        // A colon, so that a cursor is one part of a key.
        return newestFirst(at(outcome)) + ":" + kind.caseId(outcome) + ":" + kind.id(outcome);
    }

    private Instant at(JsonNode outcome) {
        for (String field : List.of(time, "due_at")) {
            if (outcome.hasNonNull(field)) {
                return Instant.parse(outcome.path(field).asText());
            }
        }
        return Instant.EPOCH;
    }

    /** A text that sorts before that of any earlier instant. */
    static String newestFirst(Instant at) {
        return String.format(Locale.ROOT, "%019d", Long.MAX_VALUE - Math.max(0, at.toEpochMilli()));
    }
}
