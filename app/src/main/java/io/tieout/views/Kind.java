package io.tieout.views;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieout.wire.Contract;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What views are made of: one kind for each outcome topic that they read. */
public enum Kind {
    ENTRY(Contract.ENTRY, "entry_id"),
    CASE(Contract.CASE, "case_id"),
    MATCH(Contract.MATCH, "match_id"),
    MATCH_LINE(Contract.MATCH_LINE, "line_id"),
    LATE_ARRIVAL(Contract.LATE_ARRIVAL, "entry_id"),
    EXCEPTION(Contract.EXCEPTION, "exception_id"),
    COVERAGE(Contract.COVERAGE, ""),
    POLICY(Contract.POLICY, "");

    private static final List<String> VERSION =
            List.of("version", "version_position", "version_order", "version_mapping");

    private final Contract contract;
    private final String idField;

    Kind(Contract contract, String idField) {
        this.contract = contract;
        this.idField = idField;
    }

    /** The topic that it comes from. */
    public Contract contract() {
        return contract;
    }

    /** Its identity within its case. */
    String id(JsonNode outcome) {
        return outcome.path(idField).asText();
    }

    /** The case that it hangs on; a finding without a case is one of its own. */
    String caseId(JsonNode outcome) {
        String policy = outcome.path("policy").asText("");
        String correlation = outcome.path("correlation_id").asText("");
        return policy.isEmpty() || correlation.isEmpty() ? id(outcome) : policy + "|" + correlation;
    }

    /** Whether the outcome takes the place of one that is kept: the same or a newer version. */
    static boolean replaces(JsonNode kept, JsonNode now) {
        Comparator<JsonNode> older = Comparator.comparingInt(unused -> 0);
        for (String part : VERSION) {
            older = older.thenComparingLong(one -> one.path(part).asLong());
        }
        return older.compare(now, kept) >= 0;
    }

    /** Every name under which a person may look for it. */
    Set<String> references(JsonNode outcome) {
        var names = new LinkedHashSet<String>();
        if (this == ENTRY) {
            names.add(outcome.path("entry_id").asText());
            String object = outcome.path("object_id").asText();
            // A row number of a database names nothing to a person: every table has a row 17.
            if (!object.chars().allMatch(Character::isDigit)) {
                names.add(object);
            }
            outcome.path("references")
                    .forEach(reference -> names.add(reference.path("value").asText()));
        } else if (this == MATCH_LINE) {
            names.add(outcome.path("entry_id").asText());
        } else {
            names.add(outcome.path("correlation_id").asText(""));
            names.add(outcome.path("entry_id").asText(""));
            outcome.path("entries")
                    .forEach(entry -> names.add(entry.path("entry_id").asText()));
            if (outcome.path("correlation_id").asText("").isEmpty() && this == EXCEPTION) {
                names.add(outcome.path("source").asText("") + "/"
                        + outcome.path("account").asText(""));
            }
        }
        names.removeIf(String::isBlank);
        return names;
    }
}
