package io.tieout.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists what people must look at. */
@Command(
        name = "exceptions",
        description = "Prints exceptions that are not resolved, newest first.",
        footer = {
            "",
            "A running `up` or `run` is asked. Amounts are minor units, whichever their sign: 4500 is EUR 45.00. An age is",
            "how long ago the exception was opened, in the time of its source.",
            "",
            "Example:",
            "  app/bin/tieout exceptions --owner finance-operations --severity HIGH --older-than 2d"
        })
final class ExceptionsCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    final HelpOption help = new HelpOption();

    @Mixin
    final SettingsOptions options;

    @Option(names = "--company", paramLabel = "ID", description = "Only of this company.")
    private @Nullable String company;

    @Option(names = "--policy", paramLabel = "NAME", description = "Only of this policy.")
    private @Nullable String policy;

    @Option(names = "--owner", paramLabel = "NAME", description = "Only what this owner looks after.")
    private @Nullable String owner;

    @Option(names = "--reason", paramLabel = "REASON", description = "Only for this reason; topology-docs/reasons.md.")
    private @Nullable String reason;

    @Option(names = "--severity", paramLabel = "SEVERITY", description = "Only LOW, MEDIUM, HIGH or CRITICAL.")
    private @Nullable String severity;

    @Option(names = "--older-than", paramLabel = "AGE", description = "Only older ones, such as 12h or 7d.")
    private @Nullable String olderThan;

    @Option(names = "--younger-than", paramLabel = "AGE", description = "Only younger ones.")
    private @Nullable String youngerThan;

    @Option(names = "--amount-min", paramLabel = "MINOR", description = "Only of at least this amount.")
    private @Nullable String amountMin;

    @Option(names = "--amount-max", paramLabel = "MINOR", description = "Only of at most this amount.")
    private @Nullable String amountMax;

    @Option(names = "--limit", paramLabel = "N", description = "Rows of a page, at most 500; 50 by default.")
    private @Nullable String limit;

    @Option(names = "--cursor", paramLabel = "CURSOR", description = "Goes on where a page ended.")
    private @Nullable String cursor;

    @Option(names = "--json", description = "Prints the answer as JSON.")
    private boolean json;

    ExceptionsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.options = new SettingsOptions(surroundings);
    }

    @Override
    public Integer call() {
        var answer = Questions.to(options.settings())
                .ask("/exceptions", parameters())
                .orElseThrow(() -> new Unreachable("What answers there knows no exceptions: is it Tieout?"));
        surroundings.out().println(json ? answer.toString() : text(answer));
        return ExitCode.OK;
    }

    private Map<String, String> parameters() {
        var given = new TreeMap<String, String>();
        put(given, "company", company);
        put(given, "policy", policy);
        put(given, "owner", owner);
        put(given, "reason", reason);
        put(given, "severity", severity);
        put(given, "older_than", olderThan);
        put(given, "younger_than", youngerThan);
        put(given, "amount_min", amountMin);
        put(given, "amount_max", amountMax);
        put(given, "limit", limit);
        put(given, "cursor", cursor);
        return given;
    }

    private static void put(Map<String, String> given, String name, @Nullable String value) {
        if (value != null) {
            given.put(name, value);
        }
    }

    private static String text(JsonNode answer) {
        var table =
                new AnswerTable().row("OPENED", "SEVERITY", "REASON", "POLICY", "CORRELATION ID", "AMOUNT", "OWNER");
        for (JsonNode item : answer.path("items")) {
            table.row(
                    AnswerTable.of(item, "opened_at"),
                    AnswerTable.of(item, "severity"),
                    AnswerTable.of(item, "reason"),
                    AnswerTable.of(item, "policy"),
                    AnswerTable.of(item, "correlation_id"),
                    AnswerTable.money(item.path("amount")),
                    AnswerTable.of(item, "owner"));
        }
        var text = new StringBuilder(table.text());
        if (answer.hasNonNull("next")) {
            text.append("\n\nMore: --cursor ").append(answer.path("next").asText());
        } else if (answer.path("items").isEmpty()) {
            text.append("\nnone");
        }
        String freshness = AnswerTable.freshness(answer);
        return freshness.isEmpty()
                ? text.toString()
                : text.append("\n\n").append(freshness).toString();
    }
}
