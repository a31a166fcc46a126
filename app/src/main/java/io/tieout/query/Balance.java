package io.tieout.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** What coverage reports say of accounts and of totals. */
final class Balance {

    /** Where an entry may be, as control totals name it. */
    static final List<String> STATES = List.of("sent", "matched", "excepted", "open", "void", "before_coverage");

    static final List<String> OF_AN_ACCOUNT = List.of(
            "source",
            "account",
            "covered_from",
            "covered_to",
            "earlier_spans",
            "stale",
            "entries_read",
            "duplicates",
            "stale_versions",
            "out_of_scope",
            "before_start",
            "beyond_retention");

    private Balance() {}

    /** The accounts, and how far each is behind the clock. */
    static ObjectNode accounts(Collection<ObjectNode> reports, Instant now) {
        var shown = Reading.object();
        var list = shown.putArray("accounts");
        reports.stream()
                .filter(report -> !report.hasNonNull("partition"))
                .sorted(Comparator.comparing(Balance::account))
                .forEach(report -> list.add(account(report, now)));
        return shown;
    }

    private static String account(JsonNode report) {
        return report.path("source").asText() + "/" + report.path("account").asText();
    }

    private static ObjectNode account(ObjectNode report, Instant now) {
        var account = Reading.object();
        OF_AN_ACCOUNT.forEach(field -> account.set(field, report.path(field)));
        if (report.hasNonNull("covered_to")) {
            var behind =
                    Duration.between(Instant.parse(report.path("covered_to").asText()), now);
            account.put("behind_seconds", Math.max(0, behind.toSeconds()));
        } else {
            account.putNull("behind_seconds");
        }
        return account;
    }

    /** The control totals of all matching partitions, per source, policy and currency. */
    static ObjectNode totals(Collection<ObjectNode> reports) {
        var sums = new TreeMap<String, ObjectNode>();
        for (ObjectNode report : reports) {
            for (JsonNode total :
                    report.hasNonNull("partition") ? report.path("control_totals") : List.<JsonNode>of()) {
                String source = report.path("source").asText();
                String policy = total.path("policy").asText();
                String currency = total.path("currency").asText();
                var sum = sums.computeIfAbsent(
                        source + "\t" + policy + "\t" + currency,
                        unused -> Reading.object()
                                .put("source", source)
                                .put("policy", policy)
                                .put("currency", currency));
                STATES.forEach(state -> add(sum, total, state));
                add(sum, total, "difference");
            }
        }
        var shown = Reading.object();
        var list = shown.putArray("totals");
        boolean balanced = true;
        for (ObjectNode sum : sums.values()) {
            list.add(sum);
            balanced &= sum.path("difference_count").asLong() == 0
                    && sum.path("difference_minor").asLong() == 0;
        }
        return shown.put("balanced", balanced);
    }

    private static void add(ObjectNode sum, JsonNode total, String state) {
        for (String unit : List.of("_count", "_minor")) {
            String field = state + unit;
            sum.put(
                    field,
                    Math.addExact(sum.path(field).asLong(), total.path(field).asLong()));
        }
    }
}
